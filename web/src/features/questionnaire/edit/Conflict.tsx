import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo } from 'react';
import { createDraft, draftQueries, readDraft, saveDraft, type View } from '../../../api/queries/questionnaire';
import { useSpeech } from '../../../lib/i18n';
import { Loaded } from '../../../ui/Loaded';
import { Page, Section } from '../../../ui/Page';
import { Problem } from '../../../ui/Problem';
import { Differences } from './Differences';
import { type Document, type Form, toDocument } from './form';

type Props = {
  mine: Form;
  theirs: View;
  /** Goes on with a state of the server; `mine` in place of its document. */
  load: (view: View, mine?: Document) => void;
};

/** Two people have changed the draft: both states, and two ways on, each of which keeps both. */
export function Conflict({ mine, theirs, load }: Props) {
  const { t, text, minute } = useSpeech();
  const client = useQueryClient();
  const document = useMemo(() => toDocument(mine), [mine]);
  const differences = useQuery(draftQueries.diff({ document: theirs.document }, { document }));
  const take = useMutation({
    mutationFn: async (whose: 'mine' | 'theirs') => {
      if (whose === 'theirs') {
        await createDraft(client, { document });
      } else {
        await createDraft(client, { document: theirs.document });
        await saveDraft(theirs.id, theirs.state.revision, document);
      }
      return readDraft(theirs.id);
    },
    onSuccess: (view) => load(view),
  });
  const name = theirs.state.changed_by;
  return (
    <Page
      title={text(theirs.document.title) || theirs.document.code}
      back={{ to: '/questionnaires', title: t('menu.questionnaires') }}
    >
      <Section title={t('system.conflict.title')}>
        <p>{t('system.conflict.what', { name, at: minute(theirs.state.changed_at) })}</p>
        <div className="m-edit-choices">
          <Button type="primary" loading={take.isPending} onClick={() => take.mutate('theirs')}>
            {t('system.conflict.theirs', { name })}
          </Button>
          <Button loading={take.isPending} onClick={() => take.mutate('mine')}>
            {t('system.conflict.mine', { name })}
          </Button>
        </div>
        {take.isError && <Problem error={take.error} />}
      </Section>
      <Section title={t('system.conflict.differences')} note={t('system.conflict.note', { name })}>
        <Loaded query={differences} shape="table">
          {(diff) => <Differences diff={diff} before={theirs.document} now={document} />}
        </Loaded>
      </Section>
    </Page>
  );
}
