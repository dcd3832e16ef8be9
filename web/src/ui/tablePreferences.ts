import { useState } from 'react';
import type { Column } from './table';

export type TablePreferences = {
  hidden: string[];
  dense: boolean;
  setHidden: (keys: string[]) => void;
  setDense: (dense: boolean) => void;
};

type Stored = { hidden?: string[]; dense?: boolean };

function read(name: string): Stored {
  try {
    return JSON.parse(localStorage.getItem(name) ?? '{}');
  } catch {
    return {};
  }
}

/** Which columns of a table this person wants, and how dense; kept on this machine. */
export function useTablePreferences<T>(id: string, columns: Column<T>[]): TablePreferences {
  const name = `manyi.table.${id}`;
  const [stored, setStored] = useState<Stored>(() => read(name));
  const save = (change: Stored) => {
    const next = { ...stored, ...change };
    localStorage.setItem(name, JSON.stringify(next));
    setStored(next);
  };
  return {
    hidden: stored.hidden ?? columns.filter((column) => column.hidden).map((column) => column.key),
    dense: stored.dense ?? true,
    setHidden: (hidden) => save({ hidden }),
    setDense: (dense) => save({ dense }),
  };
}
