import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Checkbox, Input, Modal } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { questionnaireQueries } from '../../../api/queries/definition';
import { type Document, draftQueries, publishDraft, type Server, type View } from '../../../api/queries/questionnaire';
import { useCan } from '../../../app/session';
import { permissions } from '../../../lib/can';
import { useSpeech } from '../../../lib/i18n';
import { Loaded } from '../../../ui/Loaded';
import { Problem } from '../../../ui/Problem';
import { Differences } from './Differences';
import { Published } from './Published';
import { dropCopy } from './useDraft';

type Props = { view: View; document: Document; server: Server; close: () => void };
type Question = Server['questions'][number];

/** The number the version gets, what it changes, and whether each changed item stays comparable. */
export function PublishDraft({ view, document, server, close }: Props) {
  const { t, text } = useSpeech();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [version, setVersion] = useState(server.next);
  const [agreed, setAgreed] = useState<ReadonlySet<string>>(new Set());
  const mayReword = useCan()(permissions.programmeChange);
  const leave = ({ code, version: number }: { code: string; version: string }) =>
    navigate(`/questionnaires/${code}/${number}`, { replace: true });
  const open = server.questions.filter((one) => !agreed.has(one.item));
  const run = useMutation({
    mutationFn: () =>
      publishDraft(client, view.id, {
        revision: server.revision,
        version: version.trim(),
        comparable: Object.fromEntries([...agreed].map((item) => [item, 'comparable'])),
      }),
    onSuccess: (published) => {
      dropCopy(view.id);
      if (published.waves.length === 0 || !mayReword) leave(published);
    },
  });
  const ready = version.trim() !== '' && open.length === 0;
  const agree = (item: string, on: boolean) => {
    const next = new Set(agreed);
    if (on) next.add(item);
    else next.delete(item);
    setAgreed(next);
  };
  if (run.data && run.data.waves.length > 0 && mayReword) {
    const published = run.data;
    return <Published published={published} close={() => leave(published)} />;
  }
  return (
    <Modal
      open
      width={760}
      title={t('system.publish.ask', { name: text(document.title) })}
      okText={t('system.draft.publish')}
      okButtonProps={{ loading: run.isPending, disabled: !ready }}
      cancelText={t('form.cancel')}
      onOk={() => run.mutate()}
      onCancel={close}
    >
      <p>{t('qe.publish.happens')}</p>
      <label htmlFor="publish-version">{t('version')}</label>
      <Input
        id="publish-version"
        value={version}
        maxLength={9}
        autoFocus
        onChange={(event) => setVersion(event.target.value)}
        onPressEnter={() => ready && run.mutate()}
      />
      <p className="m-note">{t('system.publish.numbers')}</p>
      {server.questions.length > 0 && (
        <Questions list={server.questions} after={server.after?.version ?? ''} agreed={agreed} agree={agree} />
      )}
      {run.isError && <Problem error={run.error} />}
      {server.after && <Against base={server.after} document={document} />}
    </Modal>
  );
}

type QuestionsProps = {
  list: Question[];
  after: string;
  agreed: ReadonlySet<string>;
  agree: (item: string, on: boolean) => void;
};

/** A changed wording or scale: its figures go on under the same code only when somebody says that they may. */
function Questions({ list, after, agreed, agree }: QuestionsProps) {
  const { t, text, word } = useSpeech();
  return (
    <>
      <h3 className="m-edit-title">{t('qe.publish.questions', { n: list.length })}</h3>
      <p className="m-note">{t('qe.publish.questions_note', { version: after })}</p>
      <ul className="m-q-questions">
        {list.map((one) => (
          <li key={one.item}>
            <div>
              <code>{one.item}</code>{' '}
              <span className="m-muted">
                {one.changed.map((what) => word('qe.changed', what)).join(t('rule.comma'))}
              </span>
            </div>
            {text(one.old) !== text(one.new) ? (
              <div className="m-q-diff">
                <del>{text(one.old)}</del>
                <span aria-hidden> → </span>
                <ins>{text(one.new)}</ins>
              </div>
            ) : (
              <div>{text(one.new)}</div>
            )}
            {one.new_code ? (
              <p className="m-q-wrong">{t('qe.publish.new_code')}</p>
            ) : (
              <Checkbox checked={agreed.has(one.item)} onChange={(event) => agree(one.item, event.target.checked)}>
                {t('qe.publish.comparable', { item: one.item })}
              </Checkbox>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

/** What the draft changes against the latest version. */
function Against({ base, document }: { base: { code: string; version: string }; document: Document }) {
  const { t } = useSpeech();
  const before = useQuery(questionnaireQueries.one(base.code, base.version));
  const changes = useQuery(draftQueries.diff(base, { document }));
  return (
    <>
      <h3 className="m-edit-title">{t('system.diff.against', { version: `${base.code} ${base.version}` })}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className="m-edit-scroll" tabIndex={0} aria-label={t('system.diff.title')}>
        <Loaded query={changes} shape="table">
          {(diff) => before.data && <Differences diff={diff} before={before.data.document} now={document} />}
        </Loaded>
      </section>
    </>
  );
}
