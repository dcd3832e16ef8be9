import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm } from 'antd';
import { useMemo } from 'react';
import type { Schemas } from '../../api/client';
import { keyQueries, keyTable, revokeKey } from '../../api/queries/auth';
import { useCan } from '../../app/session';
import { permissions } from '../../lib/can';
import { useSpeech } from '../../lib/i18n';
import { useUrlValues } from '../../lib/url';
import { Choice } from '../../ui/Choice';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Page, Section } from '../../ui/Page';
import { Pages } from '../../ui/Pages';
import { Problem } from '../../ui/Problem';
import { SearchFilter } from '../../ui/Search';
import { bothFormats, type Column } from '../../ui/table';
import { NewKey } from './NewKey';

type Key = Schemas['Key'];
const states = ['good', 'expired', 'revoked'] as const;

/** The keys by which other systems ask: whose they are, what for, until when, when last used. */
export default function KeyList() {
  const { t } = useSpeech();
  const can = useCan();
  const [params, setParams] = useUrlValues();
  const filter = { q: params.get('q') ?? '', state: params.get('state') ?? '' };
  const keys = useInfiniteQuery(keyQueries.list(filter));
  const columns = useColumns(can(permissions.keyChange));
  const make = can(permissions.keyChange) && (
    <Button type="primary" onClick={() => setParams({ new: '1' })}>
      {t('key.new')}
    </Button>
  );
  const filtered = filter.q !== '' || filter.state !== '';
  return (
    <Page title={t('menu.keys')} subtitle={t('key.note')} actions={make}>
      <Section>
        <Pages query={keys}>
          {(rows) => (
            <DataTable
              id="keys"
              columns={columns}
              rows={rows}
              rowKey={(key) => key.id}
              pageSize={Number.POSITIVE_INFINITY}
              exports={bothFormats((format) => keyTable(format, filter))}
              filters={
                <>
                  <SearchFilter name="q" label={t('key.search')} />
                  <Choice
                    name="state"
                    label={t('user.state')}
                    options={states.map((state) => ({ value: state, label: t(`key.state.${state}`) }))}
                  />
                </>
              }
              empty={
                filtered ? (
                  <Empty title={t('table.none')}>{t('table.none_hint')}</Empty>
                ) : (
                  <Empty title={t('key.none')}>{t('key.none_hint')}</Empty>
                )
              }
            />
          )}
        </Pages>
      </Section>
      {params.get('new') && can(permissions.keyChange) && <NewKey close={() => setParams({ new: undefined })} />}
    </Page>
  );
}

function useColumns(revocable: boolean) {
  const { t, word, minute, date } = useSpeech();
  return useMemo<Column<Key>[]>(() => {
    const state = (key: Key) => t(`key.state.${key.state}`);
    const scopes = (key: Key) => key.scopes.map((scope) => word('permission', scope)).join(t('user.and'));
    const used = (key: Key) => (key.last_used_at ? minute(key.last_used_at) : t('user.never'));
    return [
      {
        key: 'name',
        title: t('key.name'),
        card: 'title',
        render: (key) => (
          <>
            <strong>{key.name}</strong> <code>…{key.hint}</code>
          </>
        ),
      },
      {
        key: 'owner',
        title: t('key.owner'),
        card: 'line',
        render: (key) => key.owner,
      },
      {
        key: 'scopes',
        title: t('key.scopes'),
        card: 'line',
        render: (key) => <span className="m-wrap">{scopes(key)}</span>,
      },
      { key: 'state', title: t('user.state'), card: 'aside', render: state },
      {
        key: 'expires',
        title: t('key.expires'),
        card: 'line',
        render: (key) => lastDay(key.expires_at, date),
      },
      {
        key: 'used',
        title: t('key.used'),
        card: 'line',
        render: used,
      },
      ...(revocable
        ? [{ key: 'revoke', title: t('key.revoke'), card: 'line' as const, render: (key: Key) => <Revoke one={key} /> }]
        : []),
    ];
  }, [t, word, minute, date, revocable]);
}

/** A key ends with its last day: the instant of the end belongs to the day after. */
function lastDay(end: string, date: (day: string) => string): string {
  return date(new Date(new Date(end).getTime() - 1).toISOString());
}

function Revoke({ one }: { one: Key }) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const run = useMutation({ mutationFn: () => revokeKey(client, one.id) });
  if (one.state === 'revoked') return null;
  if (run.isError) return <Problem error={run.error} />;
  return (
    <Popconfirm
      title={t('key.revoke_ask', { name: one.name })}
      description={t('key.revoke_note')}
      okText={t('key.revoke')}
      okButtonProps={{ danger: true }}
      cancelText={t('form.cancel')}
      onConfirm={() => run.mutate()}
    >
      <Button danger size="small" loading={run.isPending} aria-label={t('key.revoke_ask', { name: one.name })}>
        {t('key.revoke')}
      </Button>
    </Popconfirm>
  );
}
