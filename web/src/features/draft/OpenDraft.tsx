import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { useSpeech } from '../../lib/i18n';
import { Loaded } from '../../ui/Loaded';
import { Page } from '../../ui/Page';
import type { DraftKind, DraftView } from './kind';

type Props<V extends DraftView, C> = { kind: DraftKind<V, C>; children: (view: V) => ReactNode };

/** A draft as it is stored now: never from memory, since others may have changed it. */
export function OpenDraft<V extends DraftView, C>({ kind, children }: Props<V, C>) {
  const { id = '' } = useParams();
  const { t } = useSpeech();
  const draft = useQuery({
    queryKey: [kind.copies, id],
    queryFn: () => kind.read(id),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (draft.data && !draft.isFetching) return children(draft.data);
  return (
    <Page title={t('system.draft.draft')} back={{ to: kind.path, title: t(kind.menu) }}>
      <Loaded query={draft} shape="page">
        {() => null}
      </Loaded>
    </Page>
  );
}
