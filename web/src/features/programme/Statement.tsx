import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';

type Props = { anonymity: Schemas['WaveSummary']['anonymity']; keepPartial?: boolean };

/** What the first page promises those who answer, in its own words: whoever plans or asks should know. */
export function Statement({ anonymity, keepPartial = false }: Props) {
  const { t } = useSpeech();
  return (
    <p className="m-note m-statement">
      {t('statement.reads')}
      <strong>{t(`wave.anonymity.${anonymity}`)}</strong>
      {t('statement.colon')}
      {t(`statement.${anonymity}`)}
      {keepPartial && anonymity !== 'anonymous' && t('statement.partial')}
    </p>
  );
}
