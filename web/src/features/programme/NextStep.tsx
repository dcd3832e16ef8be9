import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { customerQueries } from '../../api/queries/customer';
import { waveQueries } from '../../api/queries/wave';
import { useCan } from '../../app/session';
import { permissions } from '../../lib/can';
import { useSpeech } from '../../lib/i18n';
import { nextOf } from './model';

/** One sentence that says what comes next, and where; nothing when the wave runs by itself. */
export function NextStep({ wave }: { wave: Schemas['WaveSummary'] }) {
  const { t } = useSpeech();
  const can = useCan();
  const personal = wave.anonymity !== 'anonymous' && can(permissions.invitationIssue);
  const customers = useQuery({ ...customerQueries.any, enabled: personal && can(permissions.customerRead) });
  const progress = useQuery(waveQueries.monitor(wave.code));
  const next = nextOf(wave, {
    customers: customers.data,
    issued: progress.data?.totals.issued,
    opened: progress.data?.totals.opened_at_least,
    daysLeft: progress.data?.days_left,
    issues: can(permissions.invitationIssue),
    imports: can(permissions.customerImport),
  });
  const exports = can(permissions.responseReadRows);
  if (next === 'nothing' || (next === 'export' && !exports)) return null;
  const to: Partial<Record<typeof next, string>> = {
    customers: '/customers/imports',
    invite: `/waves/${wave.code}?tab=invitations&panel=invite`,
    send: `/waves/${wave.code}?tab=invitations`,
    export: `/waves/${wave.code}?panel=export`,
  };
  const target = to[next];
  return (
    <Alert
      type="info"
      showIcon
      className="m-next"
      title={
        <>
          <strong>{t('next.title')}</strong> {t(`next.${next}`)}
        </>
      }
      action={target && <Link to={target}>{t(`next.${next}_go`)}</Link>}
    />
  );
}
