import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Progress, Steps } from 'antd';
import { useEffect } from 'react';
import { useParams } from 'react-router';
import { type Batch, customerQueries, forget, moveBatch, working } from '../../api/queries/customer';
import { useSpeech } from '../../lib/i18n';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { Counts } from '../import/Counts';
import { TableFiles } from '../import/TableFiles';
import { Undo } from '../import/Undo';
import { MappingTable } from './MappingTable';

const steps = ['columns', 'check', 'load', 'end'] as const;
const stepOf: Record<Batch['state'], number> = {
  uploaded: 0,
  checking: 1,
  checked: 1,
  importing: 2,
  stopping: 2,
  done: 3,
  cancelled: 3,
  failed: 3,
  undoing: 3,
  undone: 3,
};

/** One file on its way in: columns, check, load. It can be left and returned to at any time. */
export default function ImportPage() {
  const { id = '' } = useParams();
  const { t, word, minute } = useSpeech();
  const batch = useQuery(customerQueries.batch(id));
  const back = { to: '/customers/imports', title: t('customer.import') };
  return (
    <Page
      title={batch.data?.file ?? t('customer.import')}
      subtitle={batch.data && `${word('actor', batch.data.by)} · ${minute(batch.data.created_at)}`}
      back={back}
    >
      <Loaded query={batch} shape="page">
        {(data) => <Way batch={data} />}
      </Loaded>
    </Page>
  );
}

function Way({ batch }: { batch: Batch }) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const state = batch.state;
  // What ended changed the list of customers.
  useEffect(() => {
    if (state === 'done' || state === 'undone' || state === 'cancelled') {
      void client.invalidateQueries({ queryKey: ['customers', 'list'] });
    }
  }, [state, client]);
  return (
    <>
      <Section>
        <Steps
          size="small"
          responsive={false}
          titlePlacement="vertical"
          current={stepOf[state]}
          status={state === 'failed' ? 'error' : undefined}
          items={steps.map((step) => ({ title: t(`customer.step.${step}`) }))}
        />
      </Section>
      {working(batch) && <Working batch={batch} />}
      {(state === 'uploaded' || state === 'checked') && <Choose key={state} batch={batch} />}
      {stepOf[state] === 3 && !working(batch) && <Ended batch={batch} />}
    </>
  );
}

/** A move of the batch, with its failure. */
function useMove(batch: Batch, act: 'load' | 'cancel' | 'undo') {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => moveBatch(batch.id, act),
    onSuccess: (next) => {
      client.setQueryData(customerQueries.batch(batch.id).queryKey, next);
      return forget(client);
    },
  });
}

function Working({ batch }: { batch: Batch }) {
  const { t, word, count } = useSpeech();
  const cancel = useMove(batch, 'cancel');
  const stoppable = batch.state === 'checking' || batch.state === 'importing';
  return (
    <Section title={word('customer.batch', batch.state)}>
      {cancel.isError && <Problem error={cancel.error} />}
      <Progress
        percent={batch.total > 0 ? Math.floor((100 * batch.seen) / batch.total) : undefined}
        status="active"
        showInfo={batch.total > 0}
        aria-label={word('customer.batch', batch.state)}
      />
      <p aria-live="polite">{t('customer.rows_done', { n: count(batch.seen) })}</p>
      {stoppable && (
        <Button onClick={() => cancel.mutate()} loading={cancel.isPending}>
          {t('customer.stop')}
        </Button>
      )}
    </Section>
  );
}

/** The columns, and, once they were checked, what loading the file would do. */
function Choose({ batch }: { batch: Batch }) {
  const { t, count } = useSpeech();
  const load = useMove(batch, 'load');
  const cancel = useMove(batch, 'cancel');
  const preview = useQuery(customerQueries.preview(batch.id));
  const good = batch.total - batch.faulty;
  return (
    <>
      {batch.state === 'checked' && (
        <Section title={t('customer.check_title')}>
          {load.isError && <Problem error={load.error} />}
          <Counts {...batch} rows={batch.seen} />
          <Faults batch={batch} />
          <div className="m-row-actions">
            <Button type="primary" disabled={good === 0} onClick={() => load.mutate()} loading={load.isPending}>
              {t('customer.load', { n: count(good) })}
            </Button>
            <Button onClick={() => cancel.mutate()} loading={cancel.isPending}>
              {t('customer.discard')}
            </Button>
          </div>
        </Section>
      )}
      <Section title={t('customer.columns')} note={t('customer.columns_note')}>
        <Loaded query={preview} shape="table">
          {(data) => <MappingTable batch={batch} preview={data} />}
        </Loaded>
      </Section>
    </>
  );
}

function Faults({ batch }: { batch: Batch }) {
  const { t, count } = useSpeech();
  if (batch.faulty === 0) return null;
  return (
    <p className="m-faults">
      <TableFiles
        title={t('customer.faults', { n: count(batch.faulty) })}
        path={`/api/v1/customer-batches/${batch.id}/faults/faults`}
      />
    </p>
  );
}

function Ended({ batch }: { batch: Batch }) {
  const { t, word, count } = useSpeech();
  const undo = useMove(batch, 'undo');
  const { created, changed } = batch;
  return (
    <Section title={word('customer.batch', batch.state)}>
      {batch.problem && <Alert type="error" showIcon className="m-problem" title={batch.problem} />}
      <Counts {...batch} rows={batch.seen} />
      <Faults batch={batch} />
      {undo.isError && <Problem error={undo.error} />}
      {batch.state !== 'undone' && created + changed > 0 && (
        <Undo
          title={t('customer.undo')}
          ask={t('customer.undo_ask', { file: batch.file })}
          lost={t('customer.undo_lost', { created: count(created), changed: count(changed) })}
          pending={undo.isPending}
          run={undo.mutate}
        />
      )}
    </Section>
  );
}
