import { Menu } from 'antd';
import { Link, useLocation } from 'react-router';
import { useSpeech } from '../lib/i18n';
import { useMenu } from './menu';

/** The entry a path belongs to: the longest that begins it; a wave's results belong to insight. */
export function entryOf(path: string, entries: string[]): string | undefined {
  if (/^\/waves\/[^/]+\/results/.test(path)) return '/insight';
  return entries
    .filter((entry) => path === entry || (entry !== '/' && path.startsWith(`${entry}/`)))
    .sort((a, b) => b.length - a.length)[0];
}

export function SideMenu({ close }: { close?: () => void }) {
  const { t } = useSpeech();
  const { pathname } = useLocation();
  const groups = useMenu();
  const selected = entryOf(
    pathname,
    groups.flatMap((group) => group.entries.map((entry) => entry.path)),
  );
  return (
    <nav aria-label={t('shell.menu')} className="m-menu">
      <Menu
        mode="inline"
        selectedKeys={selected ? [selected] : []}
        onClick={close}
        items={groups.map((group) => ({
          type: 'group',
          key: group.title,
          label: t(group.title),
          children: group.entries.map((entry) => ({
            key: entry.path,
            icon: entry.icon,
            label: <Link to={entry.path}>{t(entry.title)}</Link>,
          })),
        }))}
      />
    </nav>
  );
}
