import { Grid, Table } from 'antd';
import { CardList } from '../../ui/CardList';
import type { Column } from '../../ui/table';

type Props<T extends object> = { columns: Column<T>[]; rows: T[]; rowKey: (row: T) => string };

/** A few rows of a sheet: a table, on a phone cards. */
export function Rows<T extends object>({ columns, rows, rowKey }: Props<T>) {
  const wide = Grid.useBreakpoint().md ?? true;
  if (!wide) return <CardList columns={columns} rows={rows} rowKey={rowKey} />;
  return (
    <Table<T>
      size="middle"
      pagination={false}
      rowKey={rowKey}
      dataSource={rows}
      columns={columns.map(({ key, title, render }) => ({ key, title, render: (_: unknown, row: T) => render(row) }))}
    />
  );
}
