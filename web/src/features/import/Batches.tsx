import { type ReactElement, useMemo } from 'react';
import { Link } from 'react-router';
import { type Key, useSpeech } from '../../lib/i18n';
import { DataTable } from '../../ui/DataTable';
import type { Column } from '../../ui/table';

type Batch = { id: string; file: string; state: string; created_at: string; by: string };

/** What files of one kind say of themselves in a list. */
export type Listed<B extends Batch> = {
  /** The name of the table's settings in the browser, and of its file. */
  id: string;
  title: Key;
  file: Key;
  state: Key;
  /** The group of the states' names. */
  states: string;
  counts: { key: string; title: Key; of: (batch: B) => number }[];
};

type Props<B extends Batch> = { listed: Listed<B>; path: string; rows: B[]; empty: ReactElement };

/** The files that were brought in, and what became of each. */
export function Batches<B extends Batch>({ listed, path, rows, empty }: Props<B>) {
  const { t, word, count, minute } = useSpeech();
  const columns = useMemo<Column<B>[]>(
    () => [
      {
        key: 'file',
        title: t(listed.file),
        card: 'title',
        render: (batch) => <Link to={`${path}/${batch.id}`}>{batch.file}</Link>,
        sort: (batch) => batch.file,
        csv: (batch) => batch.file,
      },
      {
        key: 'state',
        title: t(listed.state),
        card: 'aside',
        render: (batch) => word(listed.states, batch.state),
        sort: (batch) => batch.state,
        csv: (batch) => word(listed.states, batch.state),
      },
      ...listed.counts.map<Column<B>>(({ key, title, of }) => ({
        key,
        title: t(title),
        align: 'right',
        card: 'line',
        render: (batch) => count(of(batch)),
        sort: of,
        csv: of,
      })),
      {
        key: 'at',
        title: t('audit.at'),
        card: 'line',
        render: (batch) => minute(batch.created_at),
        sort: (batch) => batch.created_at,
        csv: (batch) => batch.created_at,
      },
      {
        key: 'by',
        title: t('audit.actor'),
        render: (batch) => word('actor', batch.by),
        csv: (batch) => word('actor', batch.by),
      },
    ],
    [listed, path, t, word, count, minute],
  );
  return (
    <DataTable
      id={listed.id}
      columns={columns}
      rows={rows}
      rowKey={(batch) => batch.id}
      to={(batch) => `${path}/${batch.id}`}
      file={t(listed.title)}
      empty={empty}
    />
  );
}
