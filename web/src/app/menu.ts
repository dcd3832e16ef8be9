import type { ReactNode } from 'react';
import type { Key } from '../lib/i18n';
import { routes } from './routes';
import { useCan } from './session';

export type Entry = { path: string; title: Key; icon: ReactNode; key: string };
export type Group = { title: Key; entries: Entry[] };

/** The menu of this person: entries by group, in the order of the routes. */
export function useMenu(): Group[] {
  const can = useCan();
  const groups: Group[] = [];
  for (const route of routes) {
    if (!route.menu || !can(route.permission)) continue;
    const { group: title, icon, key } = route.menu;
    const entry: Entry = { path: route.path, title: route.title, icon, key };
    const group = groups.find((one) => one.title === title);
    if (group) group.entries.push(entry);
    else groups.push({ title, entries: [entry] });
  }
  return groups;
}
