import { useCallback, useState } from 'react';
import { useSearchParams } from 'react-router';

/** One value kept in the address, so that a view can be sent to a colleague. Empty values leave the address. */
export function useUrlValue(name: string): [string, (value: string | undefined) => void] {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (value: string | undefined) =>
      setParams(
        (old) => {
          const next = new URLSearchParams(old);
          if (value) next.set(name, value);
          else next.delete(name);
          return next;
        },
        { replace: true },
      ),
    [name, setParams],
  );
  return [params.get(name) ?? '', set];
}

/**
 * One value kept in the address that shows at once what was chosen. The address follows a moment later, and the next key
 * must not act on what was chosen before.
 */
export function useUrlChoice(name: string): [string, (value: string | undefined) => void] {
  const [value, set] = useUrlValue(name);
  const [ahead, setAhead] = useState<string>();
  if (ahead === value) setAhead(undefined); // the address has caught up and leads again
  const choose = useCallback(
    (next: string | undefined) => {
      setAhead(next ?? '');
      set(next);
    },
    [set],
  );
  return [ahead ?? value, choose];
}

/** Several values at once: one step in the history. */
export function useUrlValues(): [URLSearchParams, (values: Record<string, string | undefined>) => void] {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (values: Record<string, string | undefined>) =>
      setParams((old) => {
        const next = new URLSearchParams(old);
        for (const [name, value] of Object.entries(values)) {
          if (value) next.set(name, value);
          else next.delete(name);
        }
        return next;
      }),
    [setParams],
  );
  return [params, set];
}
