import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useNavigate } from 'react-router';
import { ProblemError } from '../../api/client';
import { useSpeech } from '../../lib/i18n';
import { problemText } from '../../ui/Problem';
import { dropCopy } from './copy';
import { type DraftKind, type DraftView, editPath } from './kind';
import type { Draft } from './useDraft';

type Props<V extends DraftView, C> = { kind: DraftKind<V, C>; draft: Draft<V, C> };

/** Where the draft stands: stored when and by whom, being stored, or why not. */
export function SaveState<V extends DraftView, C>({ kind, draft }: Props<V, C>) {
  const { t, minute } = useSpeech();
  const { status } = draft;
  const { changed_at, changed_by } = draft.state.server;
  if (status === 'refused') return <Refused kind={kind} draft={draft} />;
  const words = {
    saved: t('system.draft.saved', { at: minute(changed_at), name: changed_by }),
    saving: t('system.draft.saving'),
    offline: t('system.draft.offline'),
    conflict: '',
  };
  return (
    <span role="status" className={status === 'offline' ? 'm-mark' : undefined}>
      {words[status]}
    </span>
  );
}

/** A save the server does not take; a draft that is gone can live on as a new one. */
function Refused<V extends DraftView, C>({ kind, draft }: Props<V, C>) {
  const speech = useSpeech();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { id, error } = draft;
  const gone = error instanceof ProblemError && error.problem.status === 404;
  const copy = useMutation({
    mutationFn: () => kind.create(client, { document: kind.toDocument(draft.state.content) }),
    onSuccess: (made) => {
      dropCopy(kind, id);
      navigate(editPath(kind, made.id));
    },
  });
  return (
    <span role="alert" className="m-mark">
      {problemText(error, speech)}{' '}
      {gone && (
        <Button size="small" onClick={() => copy.mutate()} loading={copy.isPending}>
          {speech.t('system.draft.as_new')}
        </Button>
      )}
    </span>
  );
}
