import { useQuery } from '@tanstack/react-query';
import { type Draft, draftQueries } from '../../../api/queries/questionnaire';
import { Drafts, type Listed } from '../../draft/Drafts';
import { formDraft } from './draft';

const listed: Listed<Draft> = {
  id: 'questionnaire-drafts',
  name: { title: 'form.title', of: (draft) => draft.title },
  size: { title: 'form.items', of: (draft) => draft.items },
  lost: 'qe.drop_lost',
};

/** The questionnaires in the making. */
export function DraftList() {
  const list = useQuery({ ...draftQueries.list, staleTime: 0 });
  return <Drafts kind={formDraft} listed={listed} drafts={list} />;
}
