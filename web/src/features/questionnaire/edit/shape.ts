import type { View } from '../../../api/queries/questionnaire';
import type { Shape } from '../../draft/kind';
import { type Form, HEAD, toDocument, toForm } from './form';
import { spotOf } from './place';

/** A questionnaire as its drafts are edited. */
export const formShape: Shape<View, Form> = {
  toContent: toForm,
  toDocument,
  nameOf: (of) => of.title,
  first: HEAD,
  spotOf,
};
