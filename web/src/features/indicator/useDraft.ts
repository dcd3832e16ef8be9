import { useMutation } from '@tanstack/react-query';
import { useEffect, useReducer } from 'react';
import { ProblemError } from '../../api/client';
import { type Document, readDraft, saveDraft } from '../../api/queries/indicator';
import { toTree } from './edit';
import { begin, type Editing, reduce, textOf, type View } from './editing';

/** The copy in this browser of what the server does not have yet; it survives a reload and a lost line. */
const copyName = (id: string) => `manyi.indicator-draft.${id}`;
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
  if (textOf(toTree(copy.document)) === fresh.stored) {
    dropCopy(view.id);
    return fresh;
  }
  const kept = begin({ view, mine: copy.document });
  if (copy.revision === view.state.revision) return kept;
  return { ...kept, server: { ...view.state, revision: copy.revision }, theirs: view };
}

/** Edits a draft; every change is kept in this browser at once and stored on the server a moment later. */
export function useDraft(view: View) {
  const [state, change] = useReducer(reduce, view, resume);
  const { tree, server, stored, theirs } = state;
  const text = textOf(tree);
  const dirty = text !== stored;

  const save = useMutation({
    mutationFn: async (sent: string) => {
      const next = await saveDraft(view.id, server.revision, JSON.parse(sent));
      return { next, sent };
    },
    onSuccess: ({ next, sent }) => change({ kind: 'saved', server: next, stored: sent }),
    onError: async (error) => {
      if (error instanceof ProblemError && error.problem.key === 'indicator.draft_changed') {
        change({ kind: 'conflict', theirs: await readDraft(view.id) });
      }
    },
  });
  const { mutate, isPending, isError, error, variables: tried } = save;
  const offline = isError && error instanceof ProblemError && [0, 502, 503].includes(error.problem.status);

  const refused = isError && !offline;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a failed save is tried again, so its outcome matters
  useEffect(() => {
    if (!dirty) {
      dropCopy(view.id);
      return;
    }
    writeCopy(view.id, { revision: server.revision, document: JSON.parse(text) });
    if (isPending || theirs || (refused && tried === text)) return;
    const timer = setTimeout(() => mutate(text), offline ? 4000 : 600);
    return () => clearTimeout(timer);
  }, [text, dirty, isPending, theirs, offline, refused, tried, save.submittedAt, server.revision, mutate, view.id]);

  const status: Status = theirs ? 'conflict' : !dirty ? 'saved' : offline ? 'offline' : refused ? 'refused' : 'saving';
  return { state, change, text, status, error };
}

export type Status = 'saved' | 'saving' | 'offline' | 'refused' | 'conflict';
