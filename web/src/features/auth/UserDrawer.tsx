import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Descriptions, Drawer, Popconfirm, Space } from 'antd';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import {
  editUser,
  endUserAbsence,
  makeUserLink,
  setUserAbsence,
  switchUser,
  userQueries,
} from '../../api/queries/auth';
import { useCan, useMe } from '../../app/session';
import { permissions } from '../../lib/can';
import { useSpeech } from '../../lib/i18n';
import { Loaded } from '../../ui/Loaded';
import { Problem } from '../../ui/Problem';
import { AbsenceForm } from '../session/AbsenceForm';
import { OneTime } from './OneTime';
import { UserForm } from './UserForm';
import { useGrantText } from './useGrantText';

type User = Schemas['User'];

/** One account: facts, link to a password, disabling, roles. */
export function UserDrawer({ id, close }: { id: string; close: () => void }) {
  const user = useQuery(userQueries.one(id));
  const { t } = useSpeech();
  return (
    <Drawer open onClose={close} size={480} title={user.data?.name ?? t('menu.users')}>
      <Loaded query={user} shape="table">
        {(one) => <Account key={one.id} user={one} />}
      </Loaded>
    </Drawer>
  );
}

function Account({ user }: { user: User }) {
  const { t, minute } = useSpeech();
  const me = useMe();
  const can = useCan();
  const self = me.id === user.id;
  const manage = can(permissions.userChange) && !self;
  const [made, setMade] = useState<Schemas['UserLink']>();
  return (
    <>
      <Facts user={user} />
      {self && <p className="m-note">{t('user.self')}</p>}
      {manage && <Actions user={user} setMade={setMade} />}
      {made?.user.link && (
        <OneTime
          title={t('user.link_made')}
          note={t(`user.${made.user.link.kind}_note`, { until: minute(made.user.link.expires_at) })}
          label={t('user.link')}
          value={made.url}
        />
      )}
      {manage && <Edit user={user} />}
      {manage && user.state === 'active' && <Away user={user} />}
    </>
  );
}

function Facts({ user }: { user: User }) {
  const { t, day, minute } = useSpeech();
  const grants = useGrantText();
  const link = user.link;
  return (
    <Descriptions
      column={1}
      items={[
        { key: 'login', label: t('user.login'), children: <code>{user.login}</code> },
        { key: 'roles', label: t('user.roles'), children: grants(user.grants) || '—' },
        { key: 'state', label: t('user.state'), children: t(`user.state.${user.state}`) },
        ...(link
          ? [
              {
                key: 'link',
                label: t('user.link_out'),
                children: t('user.link_until', { until: minute(link.expires_at) }),
              },
            ]
          : []),
        ...(user.absence && user.absence.state !== 'over'
          ? [
              {
                key: 'absence',
                label: t('absence.title'),
                children: t(user.absence.state === 'now' ? 'absence.now' : 'absence.planned', {
                  from: day(user.absence.from),
                  to: day(user.absence.to),
                  name: user.absence.name,
                }),
              },
            ]
          : []),
        { key: 'created', label: t('user.created'), children: minute(user.created_at) },
        {
          key: 'last',
          label: t('user.last_login'),
          children: user.last_login_at ? minute(user.last_login_at) : t('user.never'),
        },
      ]}
    />
  );
}

function Actions({ user, setMade }: { user: User; setMade: (made: Schemas['UserLink'] | undefined) => void }) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const link = useMutation({
    mutationFn: () => makeUserLink(client, user.id),
    onSuccess: setMade,
  });
  const turn = useMutation({
    mutationFn: (way: 'enable' | 'disable') => switchUser(client, user.id, way),
    onSuccess: () => setMade(undefined),
  });
  const error = link.error ?? turn.error;
  return (
    <>
      {error && <Problem error={error} />}
      <Space wrap className="m-user-actions">
        {user.state === 'disabled' ? (
          <Button loading={turn.isPending} onClick={() => turn.mutate('enable')}>
            {t('user.enable')}
          </Button>
        ) : (
          <>
            <Button loading={link.isPending} onClick={() => link.mutate()}>
              {t(user.state === 'invited' ? 'user.invite_again' : 'user.reset')}
            </Button>
            <Popconfirm
              title={t('user.disable_ask', { name: user.name })}
              description={t('user.disable_note')}
              okText={t('user.disable')}
              okButtonProps={{ danger: true }}
              cancelText={t('form.cancel')}
              onConfirm={() => turn.mutate('disable')}
            >
              <Button danger loading={turn.isPending}>
                {t('user.disable')}
              </Button>
            </Popconfirm>
          </>
        )}
      </Space>
    </>
  );
}

function Away({ user }: { user: User }) {
  const { t } = useSpeech();
  const client = useQueryClient();
  return (
    <>
      <h3 className="m-drawer-title">{t('absence.title')}</h3>
      <AbsenceForm
        absence={user.absence}
        set={(absence) => setUserAbsence(client, user.id, absence)}
        end={() => endUserAbsence(client, user.id)}
      />
    </>
  );
}

function Edit({ user }: { user: User }) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const { message } = App.useApp();
  return (
    <>
      <h3 className="m-drawer-title">{t('user.edit')}</h3>
      <p className="m-note">{t('user.edit_note')}</p>
      <UserForm
        user={user}
        submit={t('user.save')}
        save={(_login, profile) => editUser(client, user.id, profile)}
        done={() => message.success(t('user.saved'))}
      />
    </>
  );
}
