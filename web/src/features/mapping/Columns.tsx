import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, InputNumber, Tag } from 'antd';
import { useMemo, useState } from 'react';
import type { Batch } from '../../api/queries/mapping';
import { takeHeader, told } from '../../api/queries/mapping';
import { type Speech, useSpeech } from '../../lib/i18n';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Problem } from '../../ui/Problem';
import type { Column as TableColumn } from '../../ui/table';
import type { Part } from './Editor';
import { type Column, type Entry, usesOf } from './model';

/** Every column of the file: what it holds and what it is used for. */
export function Columns({ mapping, profile, batch, entries }: Part & { batch: Batch; entries: Entry[] }) {
  const speech = useSpeech();
  const { t, text, word, count } = speech;
  const columns = useMemo<TableColumn<Column>[]>(() => {
    const uses = usesOf(mapping);
    const nameOf = (use: string) => {
      const entry = entries.find((one) => one.code === use);
      return entry ? `${use} ${text(entry.text)}` : word('mapping.use', use);
    };
    const used = (column: Column) => (uses.get(column.name) ?? []).map(nameOf).join('; ');
    return [
      {
        key: 'letter',
        title: t('mapping.letter'),
        width: 64,
        card: 'aside',
        render: (column) => <span className="m-muted">{column.letter}</span>,
        csv: (column) => column.letter,
      },
      {
        key: 'name',
        title: t('mapping.column'),
        card: 'title',
        render: (column) => <strong className="m-wrap">{column.name || t('mapping.no_name')}</strong>,
        sort: (column) => column.name,
        csv: (column) => column.name,
      },
      {
        key: 'kind',
        title: t('mapping.kind'),
        card: 'line',
        render: (column) => <Tag>{word('mapping.kind', column.kind)}</Tag>,
        sort: (column) => column.kind,
        csv: (column) => word('mapping.kind', column.kind),
      },
      {
        key: 'filled',
        title: t('mapping.filled'),
        align: 'right',
        card: 'line',
        render: (column) => count(column.filled),
        sort: (column) => column.filled,
        csv: (column) => column.filled,
      },
      {
        key: 'distinct',
        title: t('mapping.distinct'),
        align: 'right',
        card: 'line',
        render: (column) => `${count(column.distinct)}${column.more ? '+' : ''}`,
        sort: (column) => column.distinct,
        csv: (column) => column.distinct,
      },
      {
        key: 'range',
        title: t('mapping.range'),
        card: 'line',
        render: (column) => rangeOf(column, speech),
        csv: (column) => rangeOf(column, speech),
      },
      {
        key: 'top',
        title: t('mapping.frequent'),
        card: 'line',
        render: (column) => (
          <span className="m-wrap m-map-top">
            {column.top.slice(0, 5).map((one) => (
              <span key={one.value}>
                {one.value} <span className="m-muted">×{count(one.count)}</span>
              </span>
            ))}
          </span>
        ),
        csv: (column) => column.top.map((one) => `${one.value} ×${one.count}`).join('; '),
      },
      {
        key: 'use',
        title: t('mapping.used'),
        card: 'line',
        render: (column) => used(column) || <span className="m-muted">{t('mapping.unused')}</span>,
        sort: (column) => used(column),
        csv: (column) => used(column),
      },
    ];
  }, [mapping, entries, speech, t, text, word, count]);
  return (
    <>
      <Header batch={batch} head={profile.head} row={profile.header?.row} rows={profile.header?.rows} />
      <DataTable
        id="profile"
        columns={columns}
        rows={profile.columns}
        rowKey={(column) => column.letter}
        file={batch.file}
        empty={<Empty title={t('mapping.no_column')} />}
      />
    </>
  );
}

function rangeOf(column: Column, { date }: Speech): string {
  if (column.first && column.last) return `${date(column.first)} – ${date(column.last)}`;
  if (!column.numbers || column.kind === 'date') return '';
  return `${round(column.min)} – ${round(column.max)}`;
}

const round = (n: number) => String(Number(n.toPrecision(6))).replace('-', '−');

type HeaderProps = { batch: Batch; head: string[][]; row: number | undefined; rows: number | undefined };

/** Where the names of the columns are, as it was recognised; another place begins the mapping anew. */
function Header({ batch, head, row = 1, rows = 1 }: HeaderProps) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [first, setFirst] = useState(row);
  const [many, setMany] = useState(rows);
  const run = useMutation({
    mutationFn: () => takeHeader(batch.id, first, many),
    onSuccess: (next) => told(client, next),
  });
  return (
    <div className="m-map-header">
      <p>
        {t(rows > 1 ? 'mapping.header_rows' : 'mapping.header_row', { row, last: row + rows - 1 })}{' '}
        <Button size="small" type="link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('mapping.header_other')}
        </Button>
      </p>
      {open && (
        <>
          <div className="m-map-head-rows">
            <table>
              <tbody>
                {head.map((cells, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other name
                  <tr key={at}>
                    {cells.slice(0, 12).map((cell, index) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: likewise
                      <td key={index}>{cell}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {run.isError && <Problem error={run.error} />}
          <div className="m-map-words">
            <span>
              <label htmlFor="map-header-row">{t('mapping.header_first')}</label>
              <InputNumber
                id="map-header-row"
                min={1}
                max={1000}
                value={first}
                onChange={(next) => setFirst(next ?? 1)}
              />
            </span>
            <span>
              <label htmlFor="map-header-rows">{t('mapping.header_many')}</label>
              <InputNumber id="map-header-rows" min={1} max={3} value={many} onChange={(next) => setMany(next ?? 1)} />
            </span>
            <Button onClick={() => run.mutate()} loading={run.isPending}>
              {t('mapping.header_take')}
            </Button>
          </div>
          <p className="m-note">{t('mapping.header_note')}</p>
        </>
      )}
    </div>
  );
}
