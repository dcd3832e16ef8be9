import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Schemas } from '../../api/client';
import { putMapping, told } from '../../api/queries/mapping';
import type { Mapping } from './model';

const pause = 500;

/** A mapping being edited: what is changed goes to the server by itself, which tries the rows at once. */
export function useMapping(id: string, first: Schemas['BatchMapping']) {
  const client = useQueryClient();
  const [mapping, setMapping] = useState<Mapping>(first.mapping);
  const [faults, setFaults] = useState(first.faults);
  const [error, setError] = useState<unknown>();
  const [dirty, setDirty] = useState(false);
  const next = useRef<Mapping | undefined>(undefined); // what the server has not got
  const timer = useRef<number | undefined>(undefined);
  const going = useRef(false);

  const save = useCallback(async () => {
    window.clearTimeout(timer.current);
    if (going.current) return; // what is new goes afterwards
    going.current = true;
    try {
      while (next.current) {
        const sent = next.current;
        next.current = undefined;
        const answer = await putMapping(id, sent);
        setFaults(answer.faults);
        setError(undefined);
        told(client, answer.batch);
      }
      setDirty(false);
    } catch (problem) {
      setError(problem);
    } finally {
      going.current = false;
    }
  }, [id, client]);

  const change = useCallback(
    (to: Mapping) => {
      setMapping(to);
      setDirty(true);
      next.current = to;
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => void save(), pause);
    },
    [save],
  );

  // Whoever leaves the page has said what was said last.
  useEffect(
    () => () => {
      if (next.current) void save();
    },
    [save],
  );
  return { mapping, faults, error, dirty, change, save };
}
