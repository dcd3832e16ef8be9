import { useQueryClient } from '@tanstack/react-query';
import { endAbsence, setAbsence } from '../../api/queries/session';
import { useMe } from '../../app/session';
import { useSpeech } from '../../lib/i18n';
import { Page, Section } from '../../ui/Page';
import { AbsenceForm } from './AbsenceForm';

/** Everybody's own absence. */
export default function Absence() {
  const { t } = useSpeech();
  const me = useMe();
  const client = useQueryClient();
  return (
    <Page title={t('absence.title')}>
      <Section>
        <div className="m-form">
          {me.stands_for.length > 0 && <p>{t('absence.stands_for', { names: me.stands_for.join(t('user.and')) })}</p>}
          <AbsenceForm
            absence={me.absence}
            set={(absence) => setAbsence(client, absence)}
            end={() => endAbsence(client)}
          />
        </div>
      </Section>
    </Page>
  );
}
