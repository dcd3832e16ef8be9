import { useCallback, useLayoutEffect, useRef } from 'react';

/** The same function on every drawing, which does what the last drawing says: for parts that are drawn anew seldom. */
export function useStable<A extends unknown[]>(f: (...args: A) => void): (...args: A) => void {
  const last = useRef(f);
  useLayoutEffect(() => {
    last.current = f;
  });
  return useCallback((...args: A) => last.current(...args), []);
}
