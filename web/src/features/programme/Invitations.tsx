import './invitation.css';
import { DownloadOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Dropdown } from 'antd';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { customerQueries } from '../../api/queries/customer';
import {
  type InvitationFilter,
  invitationQueries,
  invitationStates,
  isIssuing,
  refreshInvitations,
  tableHref,
} from '../../api/queries/invitation';
import { useCan } from '../../app/session';
import { permissions } from '../../lib/can';
import { useSpeech } from '../../lib/i18n';
import { useUrlValue, useUrlValues } from '../../lib/url';
import { Empty } from '../../ui/Empty';
import { Loaded } from '../../ui/Loaded';
import { InvitationList } from './InvitationList';
import { Issues } from './Issues';
import { obstacle } from './inviting';
import { Statement } from './Statement';

const InviteDrawer = lazy(() => import('./InviteDrawer'));

type Wave = Schemas['WaveSummary'];

/** The personal links of a wave: what was issued, who was invited and how far it went. */
export function Invitations({ wave }: { wave: Wave }) {
  const { t } = useSpeech();
  const can = useCan();
  const client = useQueryClient();
  const [panel, setPanel] = useUrlValue('panel');
  const [params] = useUrlValues();
  const batches = useQuery(invitationQueries.batches(wave.code));
  const live = batches.data?.some(isIssuing) ?? false;
  const was = useRef(live);
  useEffect(() => {
    if (was.current && !live) void refreshInvitations(client, wave.code);
    was.current = live;
  }, [live, client, wave.code]);
  const issues = can(permissions.invitationIssue) && obstacle(wave) === undefined;
  const value = (name: string) => params.get(name) ?? undefined;
  const state = invitationStates.find((one) => one === params.get('state'));
  const filter = { q: value('q'), unit: value('unit'), batch: value('batch'), state };
  return (
    <>
      <Statement anonymity={wave.anonymity} />
      <Loaded query={batches} shape="table">
        {(rows) =>
          rows.length === 0 ? (
            <Nobody wave={wave} choose={issues ? () => setPanel('invite') : undefined} />
          ) : (
            <>
              <div className="m-invite-actions">
                {issues && (
                  <Button type="primary" onClick={() => setPanel('invite')}>
                    {t('invite.choose')}
                  </Button>
                )}
                <Downloads wave={wave.code} filter={filter} />
              </div>
              <Issues wave={wave.code} rows={rows} stoppable={issues} />
              <InvitationList wave={wave} filter={filter} batches={rows} live={live} />
            </>
          )
        }
      </Loaded>
      {panel === 'invite' && issues && (
        <Suspense fallback={null}>
          <InviteDrawer wave={wave} close={() => setPanel(undefined)} />
        </Suspense>
      )}
    </>
  );
}

/** The tables as files: the links for those who may issue them, the list for everybody. */
function Downloads({ wave, filter }: { wave: string; filter: InvitationFilter }) {
  const { t } = useSpeech();
  const can = useCan();
  const item = (table: 'links' | 'list', format: 'xlsx' | 'csv') => ({
    key: `${table}.${format}`,
    label: (
      <a href={tableHref(wave, `${table}.${format}`, filter)} download>
        {t(`invite.download_${table}`, { format: format.toUpperCase() })}
      </a>
    ),
  });
  const items = [item('list', 'xlsx'), item('list', 'csv')];
  if (can(permissions.invitationIssue)) items.unshift(item('links', 'xlsx'), item('links', 'csv'));
  return (
    <Dropdown trigger={['click']} menu={{ items }}>
      <Button icon={<DownloadOutlined aria-hidden />}>{t('invite.download')}</Button>
    </Dropdown>
  );
}

/** No link yet: what comes first, one step at a time. */
function Nobody({ wave, choose }: { wave: Wave; choose?: () => void }) {
  const { t } = useSpeech();
  const can = useCan();
  const known = can(permissions.customerRead);
  const customers = useQuery({ ...customerQueries.any, enabled: known });
  const why = obstacle(wave);
  if (known && customers.data === false && why !== 'closed') {
    return (
      <Empty
        title={t('invite.no_customers')}
        action={
          can(permissions.customerImport) && (
            <Link to="/customers/imports">
              <Button type="primary">{t('customer.import')}</Button>
            </Link>
          )
        }
      >
        {t('invite.no_customers_next')}
      </Empty>
    );
  }
  if (why === 'planned') return <Empty title={t('invite.planned')}>{t('invite.planned_next')}</Empty>;
  return (
    <Empty
      title={t(why === 'closed' ? 'invite.none_closed' : 'invite.none')}
      action={
        choose && (
          <Button type="primary" onClick={choose}>
            {t('invite.choose')}
          </Button>
        )
      }
    >
      {choose && t('invite.none_next')}
    </Empty>
  );
}
