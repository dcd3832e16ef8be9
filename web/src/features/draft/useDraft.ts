import { useMutation } from '@tanstack/react-query';
import { type Dispatch, useEffect, useReducer, useRef } from 'react';
import { ProblemError } from '../../api/client';
import { dropCopy, resume, writeCopy } from './copy';
import { type Change, check, type Editing, reduce } from './editing';
import type { DraftKind, DraftView } from './kind';

const KEEP = 300;
const SAVE = 700;
const AGAIN = 4000;

export type Status = 'saved' | 'saving' | 'offline' | 'refused' | 'conflict';

/** A draft that is being edited: what it is now, how to change it, and how the last save went. */
export type Draft<V extends DraftView, C> = {
  id: string;
  base: V['base'];
  state: Editing<V, C>;
  change: Dispatch<Change<V, C>>;
  status: Status;
  error: unknown;
};

/**
 * Edits a draft. A change is kept in this browser a moment after the last key, and stored on the server a little
 * later; nothing is written out while somebody types.
 */
export function useDraft<V extends DraftView, C>(kind: DraftKind<V, C>, view: V): Draft<V, C> {
  const { id, base } = view;
  const [state, change] = useReducer(reduce<V, C>, view, (first) => resume(kind, first));
  const { content, server, stored, theirs } = state;
  const dirty = content !== stored;

  const save = useMutation({
    mutationFn: (sent: C) => kind.save(id, server.revision, kind.toDocument(sent)),
    onSuccess: (next, sent) => change({ kind: 'saved', checked: check(kind, sent, next), stored: sent }),
    onError: async (error) => {
      if (error instanceof ProblemError && error.problem.key === kind.changed) {
        change({ kind: 'conflict', theirs: await kind.read(id) });
      }
    },
  });
  const { mutate, isPending, isError, error, variables: tried } = save;
  const offline = isError && error instanceof ProblemError && [0, 502, 503].includes(error.problem.status);
  const refused = isError && !offline;

  useKept(kind, id, dirty, content, server.revision);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a failed save is tried again, so its outcome matters
  useEffect(() => {
    if (!dirty || isPending || theirs || (refused && tried === content)) return;
    const timer = setTimeout(() => mutate(content), offline ? AGAIN : SAVE);
    return () => clearTimeout(timer);
  }, [content, dirty, isPending, theirs, offline, refused, tried, save.submittedAt, mutate]);

  const status: Status = theirs ? 'conflict' : !dirty ? 'saved' : offline ? 'offline' : refused ? 'refused' : 'saving';
  return { id, base, state, change, status, error };
}

/** Keeps what the server does not have yet in this browser: a moment after the last change, or when the page goes. */
function useKept<V extends DraftView, C>(
  kind: DraftKind<V, C>,
  id: string,
  dirty: boolean,
  content: C,
  revision: number,
) {
  const open = useRef<() => void>(undefined);
  useEffect(() => {
    if (!dirty) {
      open.current = undefined;
      dropCopy(kind, id);
      return;
    }
    const write = () => {
      open.current = undefined;
      writeCopy(kind, id, { revision, document: kind.toDocument(content) });
    };
    open.current = write;
    const timer = setTimeout(write, KEEP);
    return () => clearTimeout(timer);
  }, [kind, id, dirty, content, revision]);
  useEffect(() => {
    const flush = () => open.current?.();
    window.addEventListener('pagehide', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      flush();
    };
  }, []);
}
