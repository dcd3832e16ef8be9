import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Progress } from 'antd';
import { type Batch, moveBatch, told } from '../../api/queries/mapping';
import { useSpeech } from '../../lib/i18n';
import { Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';

/** What the server is doing, how far it is, and how to stop it. */
export function Working({ batch }: { batch: Batch }) {
  const { t, word, count } = useSpeech();
  const client = useQueryClient();
  const stop = useMutation({ mutationFn: () => moveBatch(batch.id, 'stop'), onSuccess: (next) => told(client, next) });
  return (
    <Section title={word('mapping.state', batch.state)}>
      {stop.isError && <Problem error={stop.error} />}
      <Progress
        percent={batch.total > 0 ? Math.floor((100 * batch.seen) / batch.total) : undefined}
        status="active"
        showInfo={batch.total > 0}
        aria-label={word('mapping.state', batch.state)}
      />
      <p aria-live="polite">
        {t('mapping.rows_done', { n: count(batch.seen) })}
        {batch.state === 'importing' && ` · ${t('mapping.new_so_far', { n: count(batch.new) })}`}
      </p>
      {batch.state === 'importing' && <p className="m-note">{t('mapping.may_leave')}</p>}
      {batch.state !== 'undoing' && (
        <Button onClick={() => stop.mutate()} loading={stop.isPending}>
          {t('mapping.stop')}
        </Button>
      )}
    </Section>
  );
}
