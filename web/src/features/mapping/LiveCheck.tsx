import { Alert, Button, Progress } from 'antd';
import type { Schemas } from '../../api/client';
import type { Batch } from '../../api/queries/mapping';
import { useSpeech } from '../../lib/i18n';
import { useUrlValue } from '../../lib/url';
import { Section } from '../../ui/Page';
import { type Mapping, placeOf } from './model';

type Props = { batch: Batch; mapping: Mapping; faults: Schemas['Fault'][]; dirty: boolean };

/** What the rows say to the mapping as it stands: it is tried anew after every change. */
export function LiveCheck({ batch, mapping, faults, dirty }: Props) {
  const { t, count } = useSpeech();
  const [, want] = useUrlValue('step');
  if (faults.length > 0) {
    return (
      <Section>
        <Alert
          type="warning"
          showIcon
          title={t('mapping.not_yet')}
          description={
            <ul className="m-map-faults">
              {faults.slice(0, 8).map((fault) => (
                <li key={`${fault.field}:${fault.key}`}>
                  {placeOf(mapping, fault.field) && <code>{placeOf(mapping, fault.field)}</code>} {fault.detail}
                </li>
              ))}
              {faults.length > 8 && <li>{t('mapping.more_faults', { n: count(faults.length - 8) })}</li>}
            </ul>
          }
        />
      </Section>
    );
  }
  const running = dirty || batch.state === 'checking';
  const all = Math.max(1, batch.total);
  return (
    <Section>
      <div className="m-map-live">
        <div className="m-map-live-words" role="status">
          <strong>{t(running ? 'mapping.trying' : 'mapping.tried')}</strong>
          <span>
            {t('mapping.good_rows', { n: count(batch.good) })} ·{' '}
            <span className={batch.bad > 0 ? 'm-map-bad' : undefined}>
              {t('mapping.bad_rows', { n: count(batch.bad) })}
            </span>
          </span>
        </div>
        <Progress
          className="m-map-live-bar"
          percent={(100 * batch.seen) / all}
          success={{ percent: (100 * batch.good) / all }}
          strokeColor={running ? undefined : 'var(--m-danger)'}
          showInfo={false}
          status={running ? 'active' : 'normal'}
          aria-label={t('mapping.tried')}
        />
        <Button type="primary" disabled={running} onClick={() => want('check')}>
          {t('mapping.to_check')}
        </Button>
      </div>
    </Section>
  );
}
