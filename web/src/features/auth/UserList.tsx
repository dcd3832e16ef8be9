import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { userQueries, userTable } from '../../api/queries/auth';
import { useCan } from '../../app/session';
import { permissions } from '../../lib/can';
import { useSpeech } from '../../lib/i18n';
import { useUrlValues } from '../../lib/url';
import { Choice } from '../../ui/Choice';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Page, Section } from '../../ui/Page';
import { Pages } from '../../ui/Pages';
import { SearchFilter } from '../../ui/Search';
import { bothFormats, type Column } from '../../ui/table';
import { roles } from './model';
import { NewUser } from './NewUser';
import { UserDrawer } from './UserDrawer';
import { useGrantText } from './useGrantText';

type User = Schemas['User'];
const states = ['active', 'invited', 'disabled'] as const;

/** Who may log in, in which roles, for which units. */
export default function UserList() {
  const { t } = useSpeech();
  const can = useCan();
  const [params, setParams] = useUrlValues();
  const filter = {
    q: params.get('q') ?? '',
    role: params.get('role') ?? '',
    state: params.get('state') ?? '',
  };
  const users = useInfiniteQuery(userQueries.list(filter));
  const open = params.get('user');
  return (
    <Page
      title={t('menu.users')}
      subtitle={t('user.note')}
      actions={
        can(permissions.userChange) && (
          <Button type="primary" onClick={() => setParams({ new: '1' })}>
            {t('user.new')}
          </Button>
        )
      }
    >
      <Section>
        <Pages query={users}>{(rows) => <Users rows={rows} filter={filter} />}</Pages>
      </Section>
      {params.get('new') && can(permissions.userChange) && <NewUser close={() => setParams({ new: undefined })} />}
      {open && <UserDrawer id={open} close={() => setParams({ user: undefined })} />}
    </Page>
  );
}

function Users({ rows, filter }: { rows: User[]; filter: { q: string; role: string; state: string } }) {
  const { t, word } = useSpeech();
  const columns = useColumns();
  const [params] = useUrlValues();
  const to = (user: User) => {
    const next = new URLSearchParams(params);
    next.set('user', user.id);
    return `?${next}`;
  };
  return (
    <DataTable
      id="users"
      columns={columns}
      rows={rows}
      rowKey={(user) => user.id}
      pageSize={Number.POSITIVE_INFINITY}
      to={to}
      exports={bothFormats((format) => userTable(format, filter))}
      filters={
        <>
          <SearchFilter name="q" label={t('user.search')} />
          <Choice
            name="role"
            label={t('user.role')}
            options={roles.map(({ role }) => ({ value: role, label: word('role', role) }))}
          />
          <Choice
            name="state"
            label={t('user.state')}
            options={states.map((state) => ({ value: state, label: t(`user.state.${state}`) }))}
          />
        </>
      }
      empty={<Empty title={t('table.none')}>{t('table.none_hint')}</Empty>}
    />
  );
}

function useColumns() {
  const { t, minute } = useSpeech();
  const grants = useGrantText();
  const [params] = useUrlValues();
  return useMemo<Column<User>[]>(() => {
    const state = (user: User) => t(user.must_change ? 'user.first_password' : `user.state.${user.state}`);
    const link = (user: User) => {
      const next = new URLSearchParams(params);
      next.set('user', user.id);
      return { search: `?${next}` };
    };
    return [
      {
        key: 'name',
        title: t('user.name'),
        card: 'title',
        render: (user) => <Link to={link(user)}>{user.name}</Link>,
      },
      { key: 'login', title: t('user.login'), card: 'line', render: (user) => user.login },
      {
        key: 'roles',
        title: t('user.roles'),
        card: 'line',
        render: (user) => grants(user.grants) || '—',
      },
      { key: 'state', title: t('user.state'), card: 'aside', render: state },
      {
        key: 'last_login',
        title: t('user.last_login'),
        card: 'line',
        render: (user) => (user.last_login_at ? minute(user.last_login_at) : t('user.never')),
      },
    ];
  }, [t, minute, grants, params]);
}
