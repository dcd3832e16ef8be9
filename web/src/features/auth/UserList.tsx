import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Schemas } from '../../api/client';
import { usersQuery } from '../../api/queries/auth';
import { useSpeech } from '../../lib/i18n';
import { DataTable } from '../../ui/DataTable';
import { Command, Empty } from '../../ui/Empty';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import type { Column } from '../../ui/table';

type User = Schemas['User'];

/** Who may log in, in which role, for which units. Accounts are made on the command line. */
export default function UserList() {
  const { t, text, word } = useSpeech();
  const users = useQuery(usersQuery);
  const columns = useMemo<Column<User>[]>(() => {
    const roles = (user: User) => user.roles.map((role) => word('role', role)).join(', ');
    const scope = (user: User) =>
      user.scope_all ? t('user.scope_all') : user.units.map((unit) => text(unit.name)).join(', ');
    const state = (user: User) =>
      t(user.active ? (user.must_change ? 'user.first_password' : 'user.active') : 'user.inactive');
    return [
      {
        key: 'name',
        title: t('user.name'),
        card: 'title',
        render: (user) => <strong>{user.name}</strong>,
        sort: (user) => user.name,
        csv: (user) => user.name,
      },
      {
        key: 'login',
        title: t('user.login'),
        card: 'line',
        render: (user) => user.login,
        sort: (user) => user.login,
        csv: (user) => user.login,
      },
      { key: 'roles', title: t('user.roles'), card: 'aside', render: roles, sort: roles, csv: roles },
      { key: 'scope', title: t('user.scope'), card: 'line', render: scope, csv: scope },
      { key: 'state', title: t('user.state'), card: 'line', render: state, sort: state, csv: state },
    ];
  }, [t, text, word]);
  return (
    <Page title={t('menu.users')} subtitle={t('user.note')}>
      <Section>
        <Loaded query={users} shape="table">
          {(rows) => (
            <DataTable
              id="users"
              columns={columns}
              rows={rows}
              rowKey={(user) => user.id}
              file={t('menu.users')}
              footnote={
                <>
                  {t('user.make')} <Command>manyi user add</Command>
                </>
              }
              empty={<Empty title={t('table.none')} />}
            />
          )}
        </Loaded>
      </Section>
    </Page>
  );
}
