import { begin, type Editing } from './editing';
import type { DraftKind, DraftView } from './kind';

/** The copy in this browser of what the server does not have yet; it survives a reload and a lost line. */
type Copy<D> = { revision: number; document: D };
type Named = { copies: string };

const nameOf = (kind: Named, id: string) => `${kind.copies}.${id}`;

function readCopy<V extends DraftView, C>(kind: DraftKind<V, C>, id: string): Copy<V['document']> | undefined {
  try {
    const text = localStorage.getItem(nameOf(kind, id));
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

export function writeCopy<D>(kind: Named, id: string, copy: Copy<D>) {
  try {
    localStorage.setItem(nameOf(kind, id), JSON.stringify(copy));
  } catch {
    // A full or forbidden store costs the safety net, not the draft: the server's copy is the one that counts.
  }
}

export function dropCopy(kind: Named, id: string) {
  localStorage.removeItem(nameOf(kind, id));
}

/** Goes on from the server's state, or from what this browser kept of an interrupted one. */
export function resume<V extends DraftView, C>(kind: DraftKind<V, C>, view: V): Editing<V, C> {
  const fresh = begin(kind, view);
  const copy = readCopy(kind, view.id);
  if (!copy) return fresh;
  const kept = begin(kind, view, copy.document);
  if (same(kind.toDocument(kept.content), kind.toDocument(fresh.content))) {
    dropCopy(kind, view.id);
    return fresh;
  }
  if (copy.revision === view.state.revision) return kept;
  return { ...kept, server: { ...view.state, revision: copy.revision }, theirs: view };
}

/** Reports whether two documents say the same, whatever the order of their fields. */
export function same(a: unknown, b: unknown): boolean {
  return sorted(a) === sorted(b);
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
