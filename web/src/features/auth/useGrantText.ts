import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';

/** Grants in words: the role, and the unit it is for where it is for one. */
export function useGrantText(): (grants: Schemas['Grant'][]) => string {
  const { t, text, word } = useSpeech();
  return (grants) =>
    grants
      .map(({ role, unit, name }) =>
        unit ? t('user.role_of', { role: word('role', role), unit: text(name) || unit }) : word('role', role),
      )
      .join(t('user.and'));
}
