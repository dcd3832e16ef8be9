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
  return (
    <ul className="m-cards">
      {flatten(rows, 0).map(({ row, level }) => {
        const filled = lines
          .map((column) => ({ key: column.key, title: column.title, content: column.render(row) }))
          .filter(
            ({ content }) =>
              !(content === '' || content === false || content == null || (Array.isArray(content) && !content.length)),
          );
        return (
          <li key={rowKey(row)} className="m-card" style={{ marginInlineStart: level * 12 }}>
            <div className="m-card-head">
              <div className="m-card-title">{title?.render(row)}</div>
              {aside && <div className="m-card-aside">{aside.render(row)}</div>}
            </div>
            {filled.length > 0 && (
              <dl className="m-card-lines">
                {filled.map(({ key, title: label, content }) => (
                  <Fragment key={key}>
                    <dt>{label}</dt>
                    <dd>{content}</dd>
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
