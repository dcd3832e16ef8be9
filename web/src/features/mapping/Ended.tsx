import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { Link } from 'react-router';
import { type Batch, moveBatch, told } from '../../api/queries/mapping';
import { useSpeech } from '../../lib/i18n';
import { Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { TableFiles } from '../import/TableFiles';
import { Undo } from '../import/Undo';

/** What became of a file, and how far it can be taken back. */
export function Ended({ batch }: { batch: Batch }) {
  const { t, word } = useSpeech();
  const written = batch.new > 0;
  return (
    <Section title={word('mapping.state', batch.state)}>
      {batch.problem && <Alert type="error" showIcon className="m-map-alert" title={batch.problem} />}
      {batch.state === 'undone' && (
        <Alert type="info" showIcon className="m-map-alert" title={t('mapping.undone_note')} />
      )}
      {batch.state !== 'discarded' && (
        <Counts
          list={[
            { key: 'rows', label: t('mapping.rows'), value: batch.total },
            { key: 'new', label: t('mapping.new'), value: batch.new },
            { key: 'known', label: t('mapping.known'), value: batch.known },
            { key: 'bad', label: t('mapping.bad'), value: batch.bad, bad: true },
          ]}
        />
      )}
      {batch.state === 'done' && batch.wave_state === 'open' && <p className="m-note">{t('mapping.still_open')}</p>}
      <div className="m-row-actions">
        <Link to={`/waves/${batch.wave}`}>
          <Button type="primary">{t('mapping.to_wave')}</Button>
        </Link>
        <Link to={`/waves/${batch.wave}/imports`}>
          <Button>{t('mapping.next_file')}</Button>
        </Link>
        {batch.state !== 'discarded' && <Faults batch={batch} />}
      </div>
      {written && batch.state !== 'undone' && <TakeBack batch={batch} />}
    </Section>
  );
}

function TakeBack({ batch }: { batch: Batch }) {
  const { t, count } = useSpeech();
  const client = useQueryClient();
  const undo = useMutation({ mutationFn: () => moveBatch(batch.id, 'undo'), onSuccess: (next) => told(client, next) });
  const possible = batch.wave_state === 'open' || batch.wave_state === 'paused';
  return (
    <div className="m-map-undo">
      <h3>{t('mapping.undo_title')}</h3>
      <p className="m-note">{t(possible ? 'mapping.undo_note' : 'mapping.undo_closed')}</p>
      {undo.isError && <Problem error={undo.error} />}
      {possible && (
        <Undo
          title={t('mapping.undo')}
          ask={t('mapping.undo_ask', { file: batch.file })}
          lost={t('mapping.undo_lost', { n: count(batch.new) })}
          pending={undo.isPending}
          run={undo.mutate}
        />
      )}
    </div>
  );
}

type Figure = { key: string; label: string; value: number; bad?: boolean };

export function Counts({ list }: { list: Figure[] }) {
  const { count } = useSpeech();
  return (
    <dl className="m-map-counts">
      {list.map(({ key, label, value, bad }) => (
        <div key={key}>
          <dt>{label}</dt>
          <dd className={bad && value > 0 ? 'm-map-bad' : undefined}>{count(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What is wrong with the rows, as a file. */
export function Faults({ batch }: { batch: Batch }) {
  const { t } = useSpeech();
  if (batch.bad === 0) return null;
  return (
    <span className="m-map-files">
      <TableFiles title={t('mapping.faults')} path={`/api/v1/response-batches/${batch.id}/faults/faults`} />
    </span>
  );
}
