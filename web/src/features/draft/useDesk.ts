import { useCallback, useRef } from 'react';
import { flushSync } from 'react-dom';

type Find = (desk: HTMLElement) => HTMLElement | null | undefined;

/** The desk of an editor, and the way to put the keyboard somewhere on it. */
export function useDesk() {
  const desk = useRef<HTMLDivElement>(null);
  /** Draws what `act` changes and puts the keyboard there at once, before the next key can come. */
  const focusAfter = useCallback((act: () => void, find: Find) => {
    flushSync(act);
    if (!desk.current) return;
    const found = find(desk.current);
    found?.focus();
    if (found instanceof HTMLInputElement && found.type === 'text') found.select();
  }, []);
  return { desk, focusAfter };
}

/** The selected row of the tree. */
export function selectedRow(desk: HTMLElement): HTMLElement | null {
  return desk.querySelector<HTMLElement>('[aria-selected="true"]');
}
