import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useMemo } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { type Batch, mappingQueries, moveBatch, told } from '../../api/queries/mapping';
import { useCan } from '../../app/session';
import { permissions } from '../../lib/can';
import { useSpeech } from '../../lib/i18n';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Loaded } from '../../ui/Loaded';
import { Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import type { Column } from '../../ui/table';
import { Counts, Faults } from './Ended';
import { entriesOf } from './model';
import { Working } from './Working';

type Document = Schemas['QuestionnaireDocument'];
type Reason = Schemas['RefusalReason'];

/** What the rows say to the mapping: how many can come in, and why others cannot. */
export function Check({ batch, document }: { batch: Batch; document: Document }) {
  const { t } = useSpeech();
  if (batch.state === 'checking') return <Working batch={batch} />;
  if (batch.state === 'mapping') {
    return (
      <Section>
        <Empty
          title={t('mapping.not_tried')}
          action={<Link to={`/waves/${batch.wave}/imports/${batch.id}`}>{t('mapping.to_columns')}</Link>}
        />
      </Section>
    );
  }
  return <Checked batch={batch} document={document} />;
}

function Checked({ batch, document }: { batch: Batch; document: Document }) {
  const { t, count } = useSpeech();
  const outcome = useQuery(mappingQueries.outcome(batch.id, batch.revision));
  return (
    <>
      <Section title={t('mapping.check_title')}>
        <Counts
          list={[
            { key: 'rows', label: t('mapping.rows'), value: batch.total },
            { key: 'good', label: t('mapping.good'), value: batch.good },
            { key: 'bad', label: t('mapping.bad'), value: batch.bad, bad: true },
          ]}
        />
        <Run batch={batch} />
      </Section>
      <Loaded query={outcome} shape="table">
        {(found) => (
          <>
            <Section
              title={t('mapping.reasons')}
              note={batch.bad > 0 ? t('mapping.reasons_note') : undefined}
              extra={<Faults batch={batch} />}
            >
              <Reasons batch={batch} reasons={found.reasons} document={document} />
            </Section>
            {found.unmapped.length > 0 && (
              <Section title={t('mapping.dropped')} note={t('mapping.dropped_note')}>
                <ul className="m-map-dropped">
                  {found.unmapped.map((one) => (
                    <li key={one.letter}>
                      <strong>{one.column}</strong>{' '}
                      {one.values.map((value) => `${value.value} ×${count(value.count)}`).join(' · ')}
                    </li>
                  ))}
                </ul>
              </Section>
            )}
            <Section title={t('mapping.by_unit')}>
              <UnitCounts units={found.units} />
            </Section>
          </>
        )}
      </Loaded>
    </>
  );
}

/** Starts the import, with what it does to the wave. */
function Run({ batch }: { batch: Batch }) {
  const { t, count } = useSpeech();
  const can = useCan();
  const client = useQueryClient();
  const run = useMutation({
    mutationFn: () => moveBatch(batch.id, 'import'),
    onSuccess: (next) => told(client, next),
  });
  const opens = batch.wave_state === 'planned';
  const allowed = !opens || can(permissions.waveChange);
  return (
    <>
      {run.isError && <Problem error={run.error} />}
      {opens && <Alert className="m-map-alert" type="info" showIcon title={t('mapping.opens_wave')} />}
      <div className="m-row-actions">
        <Button
          type="primary"
          disabled={batch.good === 0 || !allowed}
          onClick={() => run.mutate()}
          loading={run.isPending}
        >
          {t('mapping.import', { n: count(batch.good) })}
        </Button>
        <Link to={`/waves/${batch.wave}/imports/${batch.id}`}>
          <Button>{t('mapping.to_columns')}</Button>
        </Link>
      </div>
    </>
  );
}

function Reasons({ batch, reasons, document }: { batch: Batch; reasons: Reason[]; document: Document }) {
  const { t, count } = useSpeech();
  const columns = useMemo<Column<Reason>[]>(() => {
    const items = new Set(entriesOf(document).map((entry) => entry.code));
    const base = `/waves/${batch.wave}/imports/${batch.id}`;
    const linkOf = (reason: Reason) =>
      reason.item && items.has(reason.item) ? `${base}?item=${reason.item}` : `${base}?part=sources`;
    return [
      {
        key: 'column',
        title: t('mapping.column'),
        card: 'title',
        render: (reason) => (
          <>
            <span className="m-muted">{reason.letter}</span> {reason.column || t('mapping.whole_row')}
          </>
        ),
        sort: (reason) => reason.letter.padStart(3),
        csv: (reason) => reason.column,
      },
      {
        key: 'value',
        title: t('mapping.value'),
        card: 'line',
        render: (reason) => (
          <span className="m-wrap">{reason.value || <span className="m-muted">{t('mapping.empty_cell')}</span>}</span>
        ),
        sort: (reason) => reason.value,
        csv: (reason) => reason.value,
      },
      {
        key: 'why',
        title: t('mapping.reason'),
        card: 'line',
        render: (reason) => reason.detail,
        csv: (reason) => reason.detail,
      },
      {
        key: 'count',
        title: t('mapping.times'),
        align: 'right',
        card: 'aside',
        render: (reason) => count(reason.count),
        sort: (reason) => reason.count,
        csv: (reason) => reason.count,
      },
      {
        key: 'first',
        title: t('mapping.first_row'),
        align: 'right',
        card: 'line',
        render: (reason) => count(reason.first),
        sort: (reason) => reason.first,
        csv: (reason) => reason.first,
      },
      {
        key: 'fix',
        title: t('mapping.fix'),
        card: 'line',
        render: (reason) => (
          <Link to={linkOf(reason)} aria-label={t('mapping.fix_of', { column: reason.column, value: reason.value })}>
            {t('mapping.fix')}
          </Link>
        ),
      },
    ];
  }, [batch, document, t, count]);
  return (
    <DataTable
      id="reasons"
      columns={columns}
      rows={reasons}
      rowKey={(reason) => `${reason.letter}\t${reason.key}\t${reason.value}`}
      file={t('mapping.reasons')}
      empty={<Empty title={t('mapping.no_reason')} />}
    />
  );
}

function UnitCounts({ units }: { units: Record<string, number> }) {
  const { t, count } = useSpeech();
  const rows = Object.entries(units).map(([code, n]) => ({ code, n }));
  return (
    <DataTable
      id="unitcounts"
      pageSize={20}
      columns={[
        {
          key: 'code',
          title: t('mapping.unit_code'),
          card: 'title',
          render: (row) => row.code,
          sort: (row) => row.code,
          csv: (row) => row.code,
        },
        {
          key: 'n',
          title: t('mapping.good'),
          align: 'right',
          card: 'aside',
          render: (row) => count(row.n),
          sort: (row) => row.n,
          csv: (row) => row.n,
        },
      ]}
      rows={rows}
      rowKey={(row) => row.code}
      file={t('mapping.by_unit')}
      empty={<Empty title={t('mapping.no_good')} />}
    />
  );
}
