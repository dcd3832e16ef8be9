import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Input, Modal } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Schemas } from '../../api/client';
import { type Document, indicatorQueries, publishDraft } from '../../api/queries/indicator';
import { useSpeech } from '../../lib/i18n';
import { Loaded } from '../../ui/Loaded';
import { Problem } from '../../ui/Problem';
import { Differences } from './Differences';
import { dropCopy } from './useDraft';

type View = Schemas['IndicatorDraftView'];
type Props = { view: View; document: Document; server: Schemas['IndicatorDraftState']; close: () => void };

/** The number the version gets, and what it changes. */
export function PublishDraft({ view, document, server, close }: Props) {
  const { t, text } = useSpeech();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [version, setVersion] = useState(server.next);
  const run = useMutation({
    mutationFn: () => publishDraft(client, view.id, server.revision, version.trim()),
    onSuccess: (published) => {
      dropCopy(view.id);
      navigate(`/indicators/${published.code}/${published.version}`, { replace: true });
    },
  });
  return (
    <Modal
      open
      width={760}
      title={t('system.publish.ask', { name: text(document.name) })}
      okText={t('system.draft.publish')}
      okButtonProps={{ loading: run.isPending, disabled: version.trim() === '' }}
      cancelText={t('form.cancel')}
      onOk={() => run.mutate()}
      onCancel={close}
    >
      <p>{t('system.publish.happens')}</p>
      <label htmlFor="publish-version">{t('version')}</label>
      <Input
        id="publish-version"
        value={version}
        maxLength={9}
        autoFocus
        onChange={(event) => setVersion(event.target.value)}
        onPressEnter={() => run.mutate()}
      />
      <p className="m-note">{t('system.publish.numbers')}</p>
      {run.isError && <Problem error={run.error} />}
      {view.base && <Against base={view.base} document={document} />}
    </Modal>
  );
}

/** What the draft changes against the version it was made from. */
function Against({ base, document }: { base: { code: string; version: string }; document: Document }) {
  const { t } = useSpeech();
  const before = useQuery(indicatorQueries.one(base.code, base.version));
  const changes = useQuery(indicatorQueries.diff(base, { document }));
  return (
    <>
      <h3 className="m-edit-title">{t('system.diff.against', { version: `${base.code} ${base.version}` })}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className="m-edit-scroll" tabIndex={0} aria-label={t('system.diff.title')}>
        <Loaded query={changes} shape="table">
          {(list) => before.data && <Differences changes={list} before={before.data.document} now={document} />}
        </Loaded>
      </section>
    </>
  );
}
