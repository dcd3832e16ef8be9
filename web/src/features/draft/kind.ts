import type { QueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../api/client';
import type { Words } from '../../lib/format';
import type { Key } from '../../lib/i18n';
import type { Spot } from './editing';

export type Version = Pick<Schemas['VersionRef'], 'code' | 'version'>;

/** A draft as the server has it. */
export type DraftView = {
  id: string;
  /** The version it was made from. */
  base?: Version;
  document: { code: string };
  state: {
    revision: number;
    changed_at: string;
    changed_by: string;
    /** The number of the version it would become. */
    next: string;
    faults: Schemas['Fault'][];
    warnings?: Schemas['Fault'][];
  };
};

/** How a draft begins: empty, from a published version, from a document, or from a file's text. */
export type Beginning<D> = { code?: string; name?: Words; version?: Version; document?: D; file?: string };

/** How a document is edited: as a content, whose parts have keys that stay when their place changes. */
export type Shape<V extends DraftView, C> = {
  toContent: (document: V['document']) => C;
  toDocument: (content: C) => V['document'];
  nameOf: (of: V['document'] | C) => Words;
  /** What is selected at first. */
  first: string;
  /** Where in the content a place of the document is, such as "sections[0].items[2]". */
  spotOf: (content: C, place: string) => Spot;
};

/** One kind of definition that is drafted: the shape of its document, its pages, and where its drafts are stored. */
export type DraftKind<V extends DraftView, C> = Shape<V, C> & {
  /** Where its pages are, and the title of its list. */
  path: string;
  menu: Key;
  /** The name of the copies in the browser. */
  copies: string;
  /** The key of the problem that somebody else has saved meanwhile. */
  changed: string;
  read: (id: string) => Promise<V>;
  save: (id: string, revision: number, document: V['document']) => Promise<V['state']>;
  create: (client: QueryClient, beginning: Beginning<V['document']>) => Promise<{ id: string }>;
  remove: (client: QueryClient, id: string, revision: number) => Promise<void>;
};

export function editPath(kind: { path: string }, id: string): string {
  return `${kind.path}/draft/${id}/edit`;
}
