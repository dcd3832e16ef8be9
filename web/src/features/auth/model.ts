import type { Schemas } from '../../api/client';
import catalogue from '../../locales/zh.json';

type Grant = Schemas['Grant'];
type GrantBody = Schemas['GrantBody'];

/** The roles in the order they are offered; whether each is for all units, for one, or either. */
export const roles = [
  { role: 'administrator', units: 'all' },
  { role: 'survey_manager', units: 'either' },
  { role: 'unit_manager', units: 'one' },
  { role: 'auditor', units: 'all' },
  { role: 'analyst', units: 'all' },
] as const;

export type Reach = (typeof roles)[number]['units'];

export function reachOf(role: string | undefined): Reach {
  return roles.find((one) => one.role === role)?.units ?? 'either';
}

/** A line of the form: a role that may not be chosen yet, and its unit. */
export type GrantLine = { role?: string; unit?: string };

export const linesOf = (grants: Grant[]): GrantLine[] => grants.map(({ role, unit }) => ({ role, unit }));

/** What the lines grant: a unit left over from another role counts only where the role has one. */
export function grantsOf(lines: GrantLine[]): GrantBody[] {
  return lines.flatMap(({ role, unit }) =>
    role ? [{ role, unit: reachOf(role) === 'all' ? undefined : unit || undefined }] : [],
  );
}

/** The actions that have words, by what they are about. */
export function actionGroups(): { family: string; actions: string[] }[] {
  const groups = new Map<string, string[]>();
  for (const key of Object.keys(catalogue)) {
    const found = /^audit\.([a-z]+)\.[a-z_]+$/.exec(key);
    const family = found?.[1];
    if (family) groups.set(family, [...(groups.get(family) ?? []), key.slice('audit.'.length)]);
  }
  return [...groups].map(([family, actions]) => ({ family, actions }));
}

/** The kinds of objects that have words. */
export function objectKinds(): string[] {
  return Object.keys(catalogue).flatMap((key) => /^kind\.([a-z_]+)$/.exec(key)?.slice(1) ?? []);
}

/** The details of an entry as lines: nested values as JSON, lists as one text. */
export function detailLines(detail: Record<string, unknown> | undefined): { name: string; value: string }[] {
  return Object.entries(detail ?? {})
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => ({ name, value: said(value) }));
}

function said(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—';
  if (Array.isArray(value)) return value.length > 0 ? value.map(said).join(', ') : '—';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
