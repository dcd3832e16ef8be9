import type { QueryClient } from '@tanstack/react-query';
import { createDraft, deleteDraft, readDraft, saveDraft, type View } from '../../../api/queries/questionnaire';
import type * as drafts from '../../draft/editing';
import type { Beginning, DraftKind } from '../../draft/kind';
import type * as opened from '../../draft/useDraft';
import type { Form } from './form';
import { formShape } from './shape';

/** How a questionnaire begins; from a template, its indicator system is published too, unless it is. */
export type Start = Beginning<View['document']> & { template?: string; indicators?: boolean };

export type Draft = opened.Draft<View, Form>;
export type Editing = drafts.Editing<View, Form>;
export type Change = drafts.Change<View, Form>;

export function startForm(client: QueryClient, { version, ...rest }: Start) {
  return createDraft(client, { ...rest, ...(version && { base: version }) });
}

/** Questionnaires as drafts. */
export const formDraft: DraftKind<View, Form> = {
  ...formShape,
  path: '/questionnaires',
  menu: 'menu.questionnaires',
  copies: 'manyi.questionnaire-draft',
  changed: 'questionnaire.draft_changed',
  read: readDraft,
  save: saveDraft,
  create: startForm,
  remove: deleteDraft,
};
