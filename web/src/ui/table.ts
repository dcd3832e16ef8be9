import type { ReactNode } from 'react';

/** A row of a table; it may have rows like itself in `children`. */
export type Row = object;

export function childrenOf<T extends Row>(row: T): T[] {
  const below: unknown = 'children' in row ? row.children : undefined;
  return Array.isArray(below) ? below : [];
}

export type Column<T> = {
  key: string;
  title: string;
  render: (row: T) => ReactNode;
  /** What the column sorts by; rows without it come last in either direction. */
  sort?: (row: T) => number | string | undefined;
  /** What an exported file holds; a column without it is not exported. */
  csv?: (row: T) => number | string | undefined;
  align?: 'right' | 'center';
  width?: number | string;
  ellipsis?: boolean;
  /** Its words may take several lines where there is little room; so may those of the title. */
  wrap?: boolean;
  /** Its place on a phone's card: the title, beside the title, or a line; otherwise left out there. */
  card?: 'title' | 'aside' | 'line';
  /** Shown only when chosen. */
  hidden?: boolean;
};

export type Sort = { key: string; descending: boolean };

/** Reads a sort from the address: "name", or "-name" for descending. */
export function parseSort(text: string | null): Sort | undefined {
  if (!text) return undefined;
  return text.startsWith('-') ? { key: text.slice(1), descending: true } : { key: text, descending: false };
}

export function writeSort(key: unknown, order: 'ascend' | 'descend' | null | undefined): string | undefined {
  if (typeof key !== 'string' || !order) return undefined;
  return order === 'descend' ? `-${key}` : key;
}

const byText = new Intl.Collator(['zh-Hans-CN', 'en'], { numeric: true });

/** The rows in order, children within their parents; equal rows keep their order. */
export function sorted<T extends Row>(rows: T[], columns: Column<T>[], sort: Sort | undefined): T[] {
  const by = columns.find((column) => column.key === sort?.key)?.sort;
  if (!by || !sort) return rows;
  const sign = sort.descending ? -1 : 1;
  const order = (a: T, b: T): number => {
    const x = by(a);
    const y = by(b);
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
    if (typeof x === 'number' && typeof y === 'number') return sign * (x - y);
    return sign * byText.compare(String(x), String(y));
  };
  const walk = (list: T[]): T[] =>
    [...list].sort(order).map((row) => {
      const below = childrenOf(row);
      return below.length > 0 ? { ...row, children: walk(below) } : row;
    });
  return walk(rows);
}

export function visible<T>(columns: Column<T>[], hidden: string[]): Column<T>[] {
  return columns.filter((column) => !hidden.includes(column.key));
}

/** The rows as CSV: UTF-8 with a mark so that spreadsheets read Chinese; nothing in it can run as a formula. */
export function toCsv<T extends Row>(columns: Column<T>[], rows: T[]): string {
  const exported = columns.flatMap((column) => (column.csv ? [{ title: column.title, cell: column.csv }] : []));
  const lines = [exported.map((column) => quote(column.title))];
  const walk = (list: T[]) => {
    for (const row of list) {
      lines.push(exported.map((column) => quote(column.cell(row))));
      walk(childrenOf(row));
    }
  };
  walk(rows);
  return `\uFEFF${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
}

function quote(value: number | string | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The files of a list that the server makes, as a workbook and as text. */
export function bothFormats(href: (format: 'xlsx' | 'csv') => string): { label: string; href: string }[] {
  return (['xlsx', 'csv'] as const).map((format) => ({ label: format.toUpperCase(), href: href(format) }));
}
