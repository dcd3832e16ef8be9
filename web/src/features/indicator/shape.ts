import type { Schemas } from '../../api/client';
import type { Shape } from '../draft/kind';
import { keyAt, SYSTEM, type Tree, toDocument, toTree } from './edit';

export type View = Schemas['IndicatorDraftView'];

/** An indicator system as its drafts are edited. */
export const systemShape: Shape<View, Tree> = {
  toContent: toTree,
  toDocument,
  nameOf: (of) => of.name,
  first: SYSTEM,
  spotOf: (tree, place) => ({ key: keyAt(tree, place), field: place }),
};
