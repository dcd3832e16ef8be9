import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';
import { detailLines } from './model';

/** What was written down with an entry, in words: roles and permissions by their names, instants as people read them. */
export function useDetail(): (entry: Schemas['AuditEntry']) => { name: string; label: string; value: string }[] {
  const { word, minute, list: join } = useSpeech();
  const list = (value: string, say: (part: string) => string) => join(value.split(', ').map(say));
  const one = (name: string, value: string) => {
    if (name === 'scopes') return list(value, (scope) => word('permission', scope));
    if (name === 'grants' || name === 'before' || name === 'after') {
      return list(value, (grant) => {
        const [role = '', unit] = grant.split('@');
        return unit ? `${word('role', role)} ${unit}` : word('role', role);
      });
    }
    if (value === 'true' || value === 'false') return word('detail.value', value);
    return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? minute(value) : value;
  };
  return (entry) =>
    detailLines(entry.detail).map(({ name, value }) => ({
      name,
      label: word('detail', name),
      value: one(name, value),
    }));
}
