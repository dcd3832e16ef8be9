import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../../api/client';
import { indicatorQueries } from '../../api/queries/indicator';
import { Drafts, type Listed } from '../draft/Drafts';
import { systemDraft } from './draft';

const listed: Listed<Schemas['IndicatorDraft']> = {
  id: 'drafts',
  name: { title: 'system.name', of: (draft) => draft.name },
  size: { title: 'system.draft.nodes', of: (draft) => draft.nodes },
  lost: 'system.draft.drop_lost',
};

/** The systems in the making. */
export function DraftList() {
  const list = useQuery({ ...indicatorQueries.drafts, staleTime: 0 });
  return <Drafts kind={systemDraft} listed={listed} drafts={list} />;
}
