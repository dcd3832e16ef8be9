import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { href } from '../api/client';
import { applyCount } from '../api/queries/wave';

/** What the server sends for every new answer. */
export type LiveCount = { responses: number; units: Record<string, number> };

/** Reads the data of a `count` event; anything else is nothing. */
export function readCount(data: string): LiveCount | undefined {
  try {
    const count: unknown = JSON.parse(data);
    if (typeof count !== 'object' || count === null || !('responses' in count)) return undefined;
    if (typeof count.responses !== 'number') return undefined;
    const units: Record<string, number> = {};
    if ('units' in count && typeof count.units === 'object' && count.units !== null) {
      for (const [code, n] of Object.entries(count.units)) if (typeof n === 'number') units[code] = n;
    }
    return { responses: count.responses, units };
  } catch {
    return undefined;
  }
}

/** The count of an open wave as it rises, without asking; the browser joins again by itself when the line breaks. */
export function useLiveCount(wave: string, open: boolean): LiveCount | undefined {
  const client = useQueryClient();
  const [count, setCount] = useState<LiveCount>();
  useEffect(() => {
    if (!open) return;
    const events = new EventSource(href(`/api/v1/waves/${encodeURIComponent(wave)}/events`));
    events.addEventListener('count', (event) => {
      const next = readCount(event.data);
      if (!next) return;
      setCount(next);
      applyCount(client, wave, next.responses, next.units);
    });
    return () => events.close();
  }, [wave, open, client]);
  return open ? count : undefined;
}
