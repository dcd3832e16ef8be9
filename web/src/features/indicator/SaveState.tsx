import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useNavigate } from 'react-router';
import { ProblemError, type Schemas } from '../../api/client';
import { createDraft } from '../../api/queries/indicator';
import { useSpeech } from '../../lib/i18n';
import { problemText } from '../../ui/Problem';
import { dropCopy, type Status } from './useDraft';

type Props = { id: string; status: Status; server: Schemas['IndicatorDraftState']; error: unknown; text: string };

/** Where the draft stands: stored when and by whom, being stored, or why not. */
export function SaveState({ id, status, server, error, text }: Props) {
  const speech = useSpeech();
  const { t, minute } = speech;
  if (status === 'refused') return <Refused id={id} error={error} text={text} />;
  const words = {
    saved: t('system.draft.saved', { at: minute(server.changed_at), name: server.changed_by }),
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
function Refused({ id, error, text }: { id: string; error: unknown; text: string }) {
  const speech = useSpeech();
  const client = useQueryClient();
  const navigate = useNavigate();
  const gone = error instanceof ProblemError && error.problem.status === 404;
  const copy = useMutation({
    mutationFn: () => createDraft(client, { file: text }),
    onSuccess: (draft) => {
      dropCopy(id);
      navigate(`/indicators/draft/${draft.id}/edit`);
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
