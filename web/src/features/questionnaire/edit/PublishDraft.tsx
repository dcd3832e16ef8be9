import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Checkbox } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Schemas } from '../../../api/client';
import { questionnaireQueries } from '../../../api/queries/definition';
import { type Document, publishDraft, type Server } from '../../../api/queries/questionnaire';
import { useCan } from '../../../app/session';
import { permissions } from '../../../lib/can';
import { useSpeech } from '../../../lib/i18n';
import type { Version } from '../../draft/kind';
import { Changes, PublishDialog } from '../../draft/PublishDialog';
import { Compared } from './Differences';
import { type Draft, formDraft } from './draft';
import { toDocument } from './form';
import { Published } from './Published';

type Question = Server['questions'][number];

/** The number the version gets, what it changes, and whether each changed item stays comparable. */
export function PublishDraft({ draft, close }: { draft: Draft; close: () => void }) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { content, server } = draft.state;
  const [agreed, setAgreed] = useState<ReadonlySet<string>>(new Set());
  const [published, setPublished] = useState<Schemas['PublishedQuestionnaire']>();
  const mayReword = useCan()(permissions.programmeChange);
  const leave = ({ code, version }: Version) => navigate(`/questionnaires/${code}/${version}`, { replace: true });
  const agree = (item: string, on: boolean) => {
    const next = new Set(agreed);
    if (on) next.add(item);
    else next.delete(item);
    setAgreed(next);
  };
  if (published) return <Published published={published} close={() => leave(published)} />;
  return (
    <PublishDialog
      kind={formDraft}
      draft={draft}
      happens={t('qe.publish.happens')}
      questions={
        server.questions.length > 0 && (
          <Questions list={server.questions} after={server.after?.version ?? ''} agreed={agreed} agree={agree} />
        )
      }
      decided={server.questions.every((one) => agreed.has(one.item))}
      changes={server.after && <Against base={server.after} now={toDocument(content)} />}
      publish={(version) =>
        publishDraft(client, draft.id, {
          revision: server.revision,
          version,
          comparable: Object.fromEntries([...agreed].map((item) => [item, 'comparable'])),
        })
      }
      published={(made) => (made.waves.length > 0 && mayReword ? setPublished(made) : leave(made))}
      close={close}
    />
  );
}

function Against({ base, now }: { base: Version; now: Document }) {
  const before = useQuery(questionnaireQueries.one(base.code, base.version));
  return (
    <Changes version={base}>
      <Compared from={base} before={before.data?.document} now={now} />
    </Changes>
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
              <div className="m-diff-words">
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
