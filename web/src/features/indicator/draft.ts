import { createDraft, deleteDraft, readDraft, saveDraft } from '../../api/queries/indicator';
import type { DraftKind } from '../draft/kind';
import type * as opened from '../draft/useDraft';
import type { Tree } from './edit';
import { systemShape, type View } from './shape';

export type Draft = opened.Draft<View, Tree>;

/** Indicator systems as drafts. */
export const systemDraft: DraftKind<View, Tree> = {
  ...systemShape,
  path: '/indicators',
  menu: 'menu.indicators',
  copies: 'manyi.indicator-draft',
  changed: 'indicator.draft_changed',
  read: readDraft,
  save: saveDraft,
  create: (client, { version, document, ...rest }) =>
    createDraft(client, {
      ...rest,
      ...(version && { from: version }),
      ...(document && { file: JSON.stringify(document) }),
    }),
  remove: deleteDraft,
};
