import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Progress, Tag } from 'antd';
import { type Issue, isIssuing, stopIssue } from '../../api/queries/invitation';
import { useSpeech } from '../../lib/i18n';
import { Problem } from '../../ui/Problem';
import { issued, refusals } from './inviting';

/** What was issued when and by whom, newest first. */
export function Issues({ wave, rows, stoppable }: { wave: string; rows: Issue[]; stoppable: boolean }) {
  const { t } = useSpeech();
  return (
    <section aria-label={t('invite.batches')}>
      <ul className="m-issues">
        {rows.map((one) => (
          <IssueRow key={one.id} wave={wave} one={one} stoppable={stoppable} />
        ))}
      </ul>
    </section>
  );
}

function IssueRow({ wave, one, stoppable }: { wave: string; one: Issue; stoppable: boolean }) {
  const { t, word, count, minute } = useSpeech();
  const turned = refusals(one.refused).map(({ reason, count: n }) => `${word('invite.refused', reason)} ${count(n)}`);
  return (
    <li data-state={one.state}>
      <div className="m-issue-head">
        <span>{minute(one.created_at)}</span>
        <span className="m-muted">{word('actor', one.by)}</span>
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
      {isIssuing(one) && <Running wave={wave} one={one} stoppable={stoppable} />}
      {one.problem && <p className="m-note">{one.problem}</p>}
    </li>
  );
}

function Running({ wave, one, stoppable }: { wave: string; one: Issue; stoppable: boolean }) {
  const { t, count } = useSpeech();
  const client = useQueryClient();
  const stop = useMutation({ mutationFn: () => stopIssue(client, wave, one.id) });
  return (
    <>
      <Progress percent={issued(one)} status="active" aria-label={t('invite.issuing')} />
      <p aria-live="polite" className="m-note">
        {t('invite.issuing_n', { n: count(one.issued), seen: count(one.seen), all: count(one.matching) })}
      </p>
      {stop.isError && <Problem error={stop.error} />}
      {stoppable && !one.problem && (
        <Button size="small" onClick={() => stop.mutate()} loading={stop.isPending}>
          {t('invite.stop')}
        </Button>
      )}
    </>
  );
}
