import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Badge, Button, Input, Modal } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import {
  type Invitation,
  type InvitationFilter,
  type Issue,
  invitationQueries,
  invitationStates,
  renew,
  revoke,
} from '../../api/queries/invitation';
import { waveQueries } from '../../api/queries/wave';
import { useCan } from '../../app/session';
import { permissions } from '../../lib/can';
import { useSpeech } from '../../lib/i18n';
import { Choice } from '../../ui/Choice';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Pages } from '../../ui/Pages';
import { Problem } from '../../ui/Problem';
import { SearchFilter } from '../../ui/Search';
import type { Column } from '../../ui/table';
import { obstacle } from './inviting';

type Wave = Schemas['WaveSummary'];
type Asked = { invitation: Invitation; act: 'revoke' | 'renew' };
type Props = { wave: Wave; filter: InvitationFilter; batches: Issue[]; live: boolean };

const tone = { issued: 'default', started: 'processing', answered: 'success', revoked: 'error' } as const;

/** Everybody who was invited, page by page, with what can be done about a link. */
export function InvitationList({ wave, filter, batches, live }: Props) {
  const { t } = useSpeech();
  const [asked, ask] = useState<Asked>();
  const list = useInfiniteQuery(invitationQueries.list(wave.code, filter, live));
  const columns = useColumns(wave, ask);
  return (
    <>
      <Pages query={list}>
        {(rows) => (
          <DataTable
            id="invitations"
            columns={columns}
            rows={rows}
            rowKey={(one) => one.id}
            pageSize={10000}
            filters={<Filters wave={wave} batches={batches} />}
            empty={<Empty title={t('table.none')}>{t('invite.none_hint')}</Empty>}
          />
        )}
      </Pages>
      {asked && <Confirm wave={wave} asked={asked} close={() => ask(undefined)} />}
    </>
  );
}

function Filters({ wave, batches }: { wave: Wave; batches: Issue[] }) {
  const { t, text, minute, count } = useSpeech();
  const units = useQuery(waveQueries.progress(wave.code));
  return (
    <>
      <SearchFilter name="q" label={t('customer.search')} />
      <Choice
        search
        name="unit"
        label={t('units.unit')}
        options={(units.data ?? []).map(({ unit }) => ({ value: unit.code, label: text(unit.name) }))}
      />
      <Choice
        search
        name="state"
        label={t('invite.state')}
        options={invitationStates.map((state) => ({ value: state, label: t(`invite.state.${state}`) }))}
      />
      {batches.length > 1 && (
        <Choice
          search
          name="batch"
          label={t('invite.batch')}
          options={batches.map((one) => ({
            value: one.id,
            label: `${minute(one.created_at)} · ${t('invite.batch_done', { n: count(one.issued) })}`,
          }))}
        />
      )}
    </>
  );
}

function useColumns(wave: Wave, ask: (asked: Asked) => void): Column<Invitation>[] {
  const { t, text, minute } = useSpeech();
  const can = useCan();
  const issues = can(permissions.invitationIssue);
  const seesCustomers = can(permissions.customerRead);
  return useMemo<Column<Invitation>[]>(() => {
    const name = (one: Invitation) => one.customer?.name ?? t('invite.erased');
    const can = (one: Invitation) => ({
      renew: issues && obstacle(wave) === undefined && one.customer !== undefined && one.state !== 'answered',
      revoke: issues && (one.state === 'issued' || one.state === 'started'),
    });
    return [
      {
        key: 'customer',
        title: t('customer.name'),
        card: 'title',
        render: (one) =>
          one.customer && seesCustomers ? <Link to={`/customers/${one.customer.id}`}>{name(one)}</Link> : name(one),
      },
      {
        key: 'code',
        title: t('customer.code'),
        card: 'line',
        render: (one) => one.customer && <code>{one.customer.code}</code>,
      },
      { key: 'unit', title: t('units.unit'), card: 'line', render: (one) => text(one.unit.name) },
      {
        key: 'state',
        title: t('invite.state'),
        card: 'aside',
        render: (one) => <Badge status={tone[one.state]} text={t(`invite.state.${one.state}`)} className="m-state" />,
      },
      { key: 'issued', title: t('invite.issued_at'), card: 'line', render: (one) => minute(one.issued_at) },
      {
        key: 'answered',
        title: t('invite.answered_at'),
        card: 'line',
        render: (one) => (one.answered_at ? minute(one.answered_at) : ''),
      },
      {
        key: 'started',
        title: t('invite.started_at'),
        hidden: true,
        render: (one) => (one.started_at ? minute(one.started_at) : ''),
      },
      ...(issues
        ? [
            {
              key: 'do',
              title: t('links.use'),
              card: 'line' as const,
              render: (one: Invitation) =>
                (can(one).renew || can(one).revoke) && (
                  <span className="m-row-actions">
                    {(['renew', 'revoke'] as const).map(
                      (act) =>
                        can(one)[act] && (
                          <Button
                            key={act}
                            size="small"
                            aria-label={t(`invite.${act}_of`, { name: name(one) })}
                            onClick={() => ask({ invitation: one, act })}
                          >
                            {t(`invite.${act}`)}
                          </Button>
                        ),
                    )}
                  </span>
                ),
            },
          ]
        : []),
    ];
  }, [wave, ask, issues, seesCustomers, t, text, minute]);
}

/** Names the person, says what is lost; a new link is shown once it is there. */
function Confirm({ wave, asked, close }: { wave: Wave; asked: Asked; close: () => void }) {
  const { t } = useSpeech();
  const { message } = App.useApp();
  const client = useQueryClient();
  const { invitation, act } = asked;
  const run = useMutation({
    mutationFn: async (): Promise<string | undefined> => {
      if (act === 'renew') return (await renew(client, wave.code, invitation.id)).url;
      await revoke(client, wave.code, invitation.id);
      return undefined;
    },
    onSuccess: (url) => url ?? close(),
  });
  const name = invitation.customer?.name ?? t('invite.erased');
  const link = run.data;
  if (link) {
    const copy = async () => {
      await navigator.clipboard.writeText(link);
      message.success(t('links.copied'));
    };
    return (
      <Modal open title={t('invite.renewed', { name })} onCancel={close} footer={null}>
        <p>{t('invite.renewed_note')}</p>
        <Input.Search
          readOnly
          value={link}
          aria-label={t('links.address')}
          enterButton={t('links.copy')}
          onSearch={() => copy().catch(() => message.error(t('links.not_copied')))}
        />
      </Modal>
    );
  }
  return (
    <Modal
      open
      title={t(`invite.${act}_ask`, { name })}
      onCancel={close}
      onOk={() => run.mutate()}
      okText={t(`invite.${act}`)}
      okButtonProps={{ danger: act === 'revoke', loading: run.isPending }}
      cancelText={t('form.cancel')}
    >
      <p>{t(`invite.${act}_lost`)}</p>
      {run.isError && <Problem error={run.error} />}
    </Modal>
  );
}
