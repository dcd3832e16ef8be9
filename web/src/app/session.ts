import { createContext, useContext } from 'react';
import type { Schemas } from '../api/client';
import { can } from '../lib/can';
import { dayIn } from '../lib/format';

export const MeContext = createContext<Schemas['Me'] | undefined>(undefined);

/** The person who is logged in; only below the shell. */
export function useMe(): Schemas['Me'] {
  const me = useContext(MeContext);
  if (!me) throw new Error('outside the shell');
  return me;
}

/** Today where the installation is, which need not be where the browser is. */
export function useToday(): string {
  return dayIn(useMe().zone, new Date());
}

export function useCan(): (permission: string | undefined) => boolean {
  const me = useMe();
  return (permission) => can(me, permission);
}
