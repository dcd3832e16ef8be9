import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { type Document, indicatorQueries, publishDraft } from '../../api/queries/indicator';
import { useSpeech } from '../../lib/i18n';
import type { Version } from '../draft/kind';
import { Changes, PublishDialog } from '../draft/PublishDialog';
import { Compared } from './Differences';
import { type Draft, systemDraft } from './draft';
import { toDocument } from './edit';

/** The number the version gets, and what it changes against the version the draft was made from. */
export function PublishDraft({ draft, close }: { draft: Draft; close: () => void }) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { content, server } = draft.state;
  return (
    <PublishDialog
      kind={systemDraft}
      draft={draft}
      happens={t('system.publish.happens')}
      changes={draft.base && <Against base={draft.base} now={toDocument(content)} />}
      publish={(version) => publishDraft(client, draft.id, server.revision, version)}
      published={({ code, version }) => navigate(`/indicators/${code}/${version}`, { replace: true })}
      close={close}
    />
  );
}

function Against({ base, now }: { base: Version; now: Document }) {
  const before = useQuery(indicatorQueries.one(base.code, base.version));
  return (
    <Changes version={base}>
      <Compared from={base} before={before.data?.document} now={now} />
    </Changes>
  );
}
