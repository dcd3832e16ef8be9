import { createContext, useContext } from 'react';
import type { Schemas } from '../api/client';
import { can } from '../lib/can';

export const MeContext = createContext<Schemas['Me'] | undefined>(undefined);

/** The person who is logged in; only below the shell. */
export function useMe(): Schemas['Me'] {
  const me = useContext(MeContext);
  if (!me) throw new Error('outside the shell');
  return me;
}

export function useCan(): (permission: string | undefined) => boolean {
  const me = useMe();
  return (permission) => can(me, permission);
}
