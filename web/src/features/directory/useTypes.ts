import { useQuery } from '@tanstack/react-query';
import { unitQueries } from '../../api/queries/directory';
import { useSpeech } from '../../lib/i18n';

/** The types of units and what they are called. */
export function useTypes() {
  const { text, word } = useSpeech();
  const types = useQuery({ ...unitQueries.types, staleTime: 60_000 }).data ?? [];
  return {
    types,
    nameOf: (code: string) => text(types.find((one) => one.code === code)?.name) || word('unit.type', code),
  };
}
