import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { draftQueries } from '../../../api/queries/questionnaire';
import { useSpeech } from '../../../lib/i18n';
import { Loaded } from '../../../ui/Loaded';
import { Page } from '../../../ui/Page';
import { Editor } from './Editor';

/** A draft of a questionnaire, as it is stored now. */
export default function DraftPage() {
  const { id = '' } = useParams();
  const { t } = useSpeech();
  const draft = useQuery(draftQueries.one(id));
  if (draft.data && !draft.isFetching) return <Editor key={id} view={draft.data} />;
  return (
    <Page title={t('system.draft.draft')} back={{ to: '/questionnaires', title: t('menu.questionnaires') }}>
      <Loaded query={draft} shape="page">
        {() => null}
      </Loaded>
    </Page>
  );
}
