import { Fragment } from 'react';
import { type Column, childrenOf, type Row } from './table';

type Props<T extends Row> = {
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
};

/** A table on a phone: a card for each row with the few columns that matter there. */
export function CardList<T extends Row>({ columns, rows, rowKey }: Props<T>) {
  const title = columns.find((column) => column.card === 'title');
  const aside = columns.find((column) => column.card === 'aside');
  const lines = columns.filter((column) => column.card === 'line');
  const flat = flatten(rows, 0);
  return (
    <ul className="m-cards">
      {flat.map(({ row, level }) => {
        return (
          <li key={rowKey(row)} className="m-card" style={{ marginInlineStart: level * 12 }}>
            <div className="m-card-head">
              <div className="m-card-title">{title?.render(row)}</div>
              {aside && <div className="m-card-aside">{aside.render(row)}</div>}
            </div>
            {lines.length > 0 && (
              <dl className="m-card-lines">
                {lines.map((column) => (
                  <Fragment key={column.key}>
                    <dt>{column.title}</dt>
                    <dd>{column.render(row)}</dd>
                  </Fragment>
                ))}
              </dl>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function flatten<T extends Row>(rows: T[], level: number): { row: T; level: number }[] {
  return rows.flatMap((row) => [{ row, level }, ...flatten(childrenOf(row), level + 1)]);
}
