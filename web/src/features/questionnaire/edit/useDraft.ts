import { useMutation } from '@tanstack/react-query';
import { useEffect, useReducer, useRef } from 'react';
import { ProblemError } from '../../../api/client';
import { readDraft, saveDraft, type View } from '../../../api/queries/questionnaire';
import { begin, type Editing, reduce, same } from './editing';
import { type Document, type Form, toDocument } from './form';

/** The copy in this browser of what the server does not have yet; it survives a reload and a lost line. */
const copyName = (id: string) => `manyi.questionnaire-draft.${id}`;
type Copy = { revision: number; document: Document };

function readCopy(id: string): Copy | undefined {
  try {
    const text = localStorage.getItem(copyName(id));
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

function writeCopy(id: string, copy: Copy) {
  try {
    localStorage.setItem(copyName(id), JSON.stringify(copy));
  } catch {
    // A full or forbidden store costs the safety net, not the draft: the server's copy is the one that counts.
  }
}

export function dropCopy(id: string) {
  localStorage.removeItem(copyName(id));
}

/** Goes on from the server's state, or from what this browser kept of an interrupted one. */
function resume(view: View): Editing {
  const fresh = begin({ view });
  const copy = readCopy(view.id);
  if (!copy) return fresh;
  if (same(copy.document, toDocument(fresh.stored))) {
    dropCopy(view.id);
    return fresh;
  }
  const kept = begin({ view, mine: copy.document });
  if (copy.revision === view.state.revision) return kept;
  return { ...kept, server: { ...view.state, revision: copy.revision }, theirs: view };
}

const KEEP = 300;
const SAVE = 700;
const AGAIN = 4000;

/**
 * Edits a draft. A change is kept in this browser a moment after the last key, and stored on the server a little
 * later; nothing is written out while somebody types.
 */
export function useDraft(view: View) {
  const [state, change] = useReducer(reduce, view, resume);
  const { form, server, stored, theirs } = state;
  const dirty = form !== stored;

  const save = useMutation({
    mutationFn: async (sent: Form) => ({ next: await saveDraft(view.id, server.revision, toDocument(sent)), sent }),
    onSuccess: ({ next, sent }) => change({ kind: 'saved', server: next, stored: sent }),
    onError: async (error) => {
      if (error instanceof ProblemError && error.problem.key === 'questionnaire.draft_changed') {
        change({ kind: 'conflict', theirs: await readDraft(view.id) });
      }
    },
  });
  const { mutate, isPending, isError, error, variables: tried } = save;
  const offline = isError && error instanceof ProblemError && [0, 502, 503].includes(error.problem.status);
  const refused = isError && !offline;

  useKept(view.id, dirty, form, server.revision);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a failed save is tried again, so its outcome matters
  useEffect(() => {
    if (!dirty || isPending || theirs || (refused && tried === form)) return;
    const timer = setTimeout(() => mutate(form), offline ? AGAIN : SAVE);
    return () => clearTimeout(timer);
  }, [form, dirty, isPending, theirs, offline, refused, tried, save.submittedAt, mutate]);

  const status: Status = theirs ? 'conflict' : !dirty ? 'saved' : offline ? 'offline' : refused ? 'refused' : 'saving';
  return { state, change, status, error };
}

/** Keeps what the server does not have yet in this browser: a moment after the last change, or when the page goes. */
function useKept(id: string, dirty: boolean, form: Form, revision: number) {
  const open = useRef<() => void>(undefined);
  useEffect(() => {
    if (!dirty) {
      open.current = undefined;
      dropCopy(id);
      return;
    }
    const write = () => {
      open.current = undefined;
      writeCopy(id, { revision, document: toDocument(form) });
    };
    open.current = write;
    const timer = setTimeout(write, KEEP);
    return () => clearTimeout(timer);
  }, [id, dirty, form, revision]);
  useEffect(() => {
    const flush = () => open.current?.();
    window.addEventListener('pagehide', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      flush();
    };
  }, []);
}

export type Status = 'saved' | 'saving' | 'offline' | 'refused' | 'conflict';
