import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { indicatorQueries } from '../../api/queries/indicator';
import { useSpeech } from '../../lib/i18n';
import { Loaded } from '../../ui/Loaded';
import { Page } from '../../ui/Page';
import { Editor } from './Editor';

/** A draft of an indicator system, as it is stored now. */
export default function DraftPage() {
  const { id = '' } = useParams();
  const { t } = useSpeech();
  const draft = useQuery(indicatorQueries.draft(id));
  if (draft.data && !draft.isFetching) return <Editor key={id} view={draft.data} />;
  return (
    <Page title={t('system.draft.draft')} back={{ to: '/indicators', title: t('menu.indicators') }}>
      <Loaded query={draft} shape="page">
        {() => null}
      </Loaded>
    </Page>
  );
}
