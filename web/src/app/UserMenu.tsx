import { DownOutlined, UserOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Dropdown, type MenuProps } from 'antd';
import { useNavigate } from 'react-router';
import { changeLanguage, logout } from '../api/queries/session';
import { useLanguage } from '../lib/i18n';
import { type Look, useLook } from './Providers';
import { useMe } from './session';

const looks: Look[] = ['system', 'light', 'dark'];

/** Who is logged in, and what that person may set for themselves. */
export function UserMenu({ close }: { close?: () => void }) {
  const me = useMe();
  const { speech, change } = useLanguage();
  const { t } = speech;
  const { look, change: changeLook } = useLook();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const other = speech.lang === 'zh' ? 'en' : 'zh';

  const run: Record<string, () => void | Promise<void>> = {
    language: async () => {
      change(other);
      await changeLanguage(other);
      await client.invalidateQueries();
    },
    password: () => navigate('/password'),
    absence: () => navigate('/absence'),
    logout: async () => {
      await logout(client);
      await navigate('/login');
    },
    ...Object.fromEntries(looks.map((one) => [one, () => changeLook(one)])),
  };
  const onClick: MenuProps['onClick'] = ({ key }) => {
    close?.();
    Promise.resolve(run[key]?.()).catch((error: Error) => message.error(error.message));
  };
  const items: MenuProps['items'] = [
    { key: 'language', label: other === 'en' ? 'English' : '中文' },
    {
      key: 'look',
      label: t('look.title'),
      children: looks.map((one) => ({ key: one, label: t(`look.${one}`), disabled: one === look })),
    },
    { key: 'password', label: t('password.title') },
    { key: 'absence', label: t('absence.title') },
    { type: 'divider' },
    { key: 'logout', label: t('session.logout') },
  ];
  return (
    <div className="m-user">
      <Dropdown trigger={['click']} placement="topLeft" menu={{ items, onClick }}>
        <Button type="text" block icon={<UserOutlined />} aria-label={t('shell.account', { name: me.name })}>
          <span className="m-user-name">{me.name}</span>
          <DownOutlined />
        </Button>
      </Dropdown>
    </div>
  );
}
