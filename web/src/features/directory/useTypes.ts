import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Schemas } from '../../api/client';
import { unitQueries } from '../../api/queries/directory';
import { useSpeech } from '../../lib/i18n';

const none: Schemas['UnitType'][] = [];

/** The types of units and what they are called. */
export function useTypes() {
  const { text, word } = useSpeech();
  const types = useQuery({ ...unitQueries.types, staleTime: 60_000 }).data ?? none;
  const nameOf = useCallback(
    (code: string) => text(types.find((one) => one.code === code)?.name) || word('unit.type', code),
    [types, text, word],
  );
  return { types, nameOf };
}
