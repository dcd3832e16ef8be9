import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useNavigate } from 'react-router';
import { ProblemError } from '../../../api/client';
import { createDraft, type Server } from '../../../api/queries/questionnaire';
import { useSpeech } from '../../../lib/i18n';
import { problemText } from '../../../ui/Problem';
import { type Form, toDocument } from './form';
import { dropCopy, type Status } from './useDraft';

type Props = { id: string; status: Status; server: Server; error: unknown; form: Form };

/** Where the draft stands: stored when and by whom, being stored, or why not. */
export function SaveState({ id, status, server, error, form }: Props) {
  const { t, minute } = useSpeech();
  if (status === 'refused') return <Refused id={id} error={error} form={form} />;
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
function Refused({ id, error, form }: { id: string; error: unknown; form: Form }) {
  const speech = useSpeech();
  const client = useQueryClient();
  const navigate = useNavigate();
  const gone = error instanceof ProblemError && error.problem.status === 404;
  const copy = useMutation({
    mutationFn: () => createDraft(client, { document: toDocument(form) }),
    onSuccess: (draft) => {
      dropCopy(id);
      navigate(`/questionnaires/draft/${draft.id}/edit`);
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
