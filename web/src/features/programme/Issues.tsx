import { Progress, Tag } from 'antd';
import { type Issue, isIssuing } from '../../api/queries/invitation';
import { useSpeech } from '../../lib/i18n';
import { issued, refusals } from './inviting';

/** What was issued when and by whom, newest first. */
export function Issues({ rows }: { rows: Issue[] }) {
  const { t } = useSpeech();
  return (
    <section aria-label={t('invite.batches')}>
      <ul className="m-issues">
        {rows.map((one) => (
          <IssueRow key={one.id} one={one} />
        ))}
      </ul>
    </section>
  );
}

function IssueRow({ one }: { one: Issue }) {
  const { t, word, count, minute } = useSpeech();
  const turned = refusals(one.refused).map(({ reason, count: n }) => `${word('invite.refused', reason)} ${count(n)}`);
  return (
    <li data-state={one.state}>
      <div className="m-issue-head">
        <span>{minute(one.created_at)}</span>
        <span className="m-muted">{one.by}</span>
        {one.state === 'done' ? (
          <span>{t('invite.batch_done', { n: count(one.issued) })}</span>
        ) : (
          <Tag variant="outlined">{word('invite.batch', one.state)}</Tag>
        )}
        {one.invited_before > 0 && (
          <span className="m-muted">{t('invite.before', { n: count(one.invited_before) })}</span>
        )}
        {turned.length > 0 && (
          <span className="m-muted">{t('invite.turned', { reasons: turned.join(t('invite.comma')) })}</span>
        )}
      </div>
      {isIssuing(one) && (
        <>
          <Progress percent={issued(one)} status="active" aria-label={t('invite.issuing')} />
          <p aria-live="polite" className="m-note">
            {t('invite.issuing_n', { n: count(one.issued), seen: count(one.seen), all: count(one.matching) })}
          </p>
        </>
      )}
      {one.problem && <p className="m-issue-failed">{one.problem}</p>}
    </li>
  );
}
