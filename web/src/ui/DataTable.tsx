import { Grid, Table } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { useNavigate } from 'react-router';
import { useUrlValues } from '../lib/url';
import { CardList } from './CardList';
import { TableTools } from './TableTools';
import { type Column, parseSort, type Row, sorted, visible, writeSort } from './table';
import { useTablePreferences } from './tablePreferences';

type Props<T extends Row> = {
  /** Names the table's preferences and, when a page has several, its part of the address. */
  id: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  /** Where a row leads. */
  to?: (row: T) => string | undefined;
  /** Filters and search, left of the tools. */
  filters?: ReactNode;
  /** What the exported file is called; without it the table cannot be exported here. */
  file?: string;
  /** Exports made by the server, in place of the file made from the rows shown. */
  exports?: { label: string; href: string }[];
  empty: ReactNode;
  /** Rows with children open by themselves down to this level. */
  expanded?: string[];
  footnote?: ReactNode;
  pageSize?: number;
};

/** A list of rows: sort in the address, columns and density remembered, cards on a phone. */
export function DataTable<T extends Row>(props: Props<T>) {
  const { id, columns, rows, rowKey, to, filters, empty, pageSize = 50 } = props;
  const navigate = useNavigate();
  const wide = Grid.useBreakpoint().md ?? true;
  const [params, setParams] = useUrlValues();
  const preferences = useTablePreferences(id, columns);
  const sort = parseSort(params.get(`${id}.sort`));
  const ordered = useMemo(() => sorted(rows, columns, sort), [rows, columns, sort]);
  const shown = visible(columns, preferences.hidden);
  const page = Number(params.get(`${id}.page`) ?? 1);

  const tools = (
    <TableTools {...props} shown={shown} rows={ordered} preferences={preferences} sort={sort} wide={wide} />
  );
  if (rows.length === 0) {
    return (
      <>
        {filters && (
          <div className="m-tools">
            <div className="m-filters">{filters}</div>
          </div>
        )}
        {empty}
      </>
    );
  }
  if (!wide) {
    return (
      <>
        {tools}
        <CardList columns={columns} rows={ordered} rowKey={rowKey} />
        {props.footnote && <p className="m-note">{props.footnote}</p>}
      </>
    );
  }
  return (
    <>
      {tools}
      <Table<T>
        className="m-table"
        size={preferences.dense ? 'small' : 'middle'}
        sticky
        rowKey={rowKey}
        dataSource={ordered}
        scroll={{ x: true }}
        showSorterTooltip={false}
        expandable={props.expanded ? { defaultExpandedRowKeys: props.expanded, indentSize: 20 } : undefined}
        pagination={
          ordered.length > pageSize
            ? { pageSize, current: page, showSizeChanger: false, position: ['bottomRight'] }
            : false
        }
        onChange={(pagination, _filters, sorter) => {
          const one = Array.isArray(sorter) ? sorter[0] : sorter;
          setParams({
            [`${id}.sort`]: writeSort(one?.columnKey, one?.order),
            [`${id}.page`]: pagination.current && pagination.current > 1 ? String(pagination.current) : undefined,
          });
        }}
        onRow={(row) => {
          const path = to?.(row);
          return path
            ? {
                className: 'm-row-link',
                onClick: (event) => {
                  // Links and buttons inside the row keep their own meaning.
                  if (event.target instanceof Element && event.target.closest('a, button, [role="button"]')) return;
                  navigate(path);
                },
              }
            : {};
        }}
        columns={shown.map((column) => ({
          key: column.key,
          title: column.title,
          align: column.align,
          width: column.width,
          // A name after the indent of its level stays on one line.
          className: (column.wrap ?? (column.card === 'title' && !props.expanded)) ? 'm-cell-wrap' : undefined,
          ellipsis: column.ellipsis,
          render: (_: unknown, row: T) => column.render(row),
          sorter: column.sort ? true : undefined,
          sortOrder: sort?.key === column.key ? (sort.descending ? 'descend' : 'ascend') : null,
        }))}
      />
      {props.footnote && <p className="m-note">{props.footnote}</p>}
    </>
  );
}
