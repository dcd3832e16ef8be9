import { MenuOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Grid, Spin } from 'antd';
import { Suspense, useState } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { ProblemError, type Schemas } from '../api/client';
import { meQuery } from '../api/queries/session';
import { useSpeech } from '../lib/i18n';
import { Problem } from '../ui/Problem';
import { Skeleton } from '../ui/Skeleton';
import { Brand } from './Brand';
import { Shortcuts } from './Shortcuts';
import { SideMenu } from './SideMenu';
import { MeContext } from './session';
import { UserMenu } from './UserMenu';

/** The frame of every page behind the login. */
export function Shell() {
  const me = useQuery(meQuery);
  const location = useLocation();
  if (me.isPending) return <Spin fullscreen delay={300} />;
  if (me.isError) {
    if (me.error instanceof ProblemError && me.error.problem.status === 401) {
      const next = location.pathname === '/' ? '' : `?next=${encodeURIComponent(location.pathname + location.search)}`;
      return <Navigate to={`/login${next}`} replace />;
    }
    return <Problem error={me.error} retry={() => me.refetch()} />;
  }
  if (me.data.must_change && location.pathname !== '/password') return <Navigate to="/password" replace />;
  return (
    <MeContext value={me.data}>
      <Frame me={me.data} />
    </MeContext>
  );
}

function Frame({ me }: { me: Schemas['Me'] }) {
  const wide = Grid.useBreakpoint().lg ?? true;
  const { t } = useSpeech();
  return (
    <div className={wide ? 'm-frame m-frame-wide' : 'm-frame'}>
      <button type="button" className="m-skip" onClick={() => document.getElementById('main')?.focus()}>
        {t('shell.skip')}
      </button>
      {wide ? (
        <aside className="m-side" aria-label={t('shell.menu')}>
          <Brand />
          {!me.must_change && <SideMenu />}
          <UserMenu />
        </aside>
      ) : (
        <PhoneBar me={me} />
      )}
      <main id="main" tabIndex={-1}>
        <Suspense fallback={<Skeleton kind="page" />}>
          <Outlet />
        </Suspense>
      </main>
      {!me.must_change && <Shortcuts />}
    </div>
  );
}

function PhoneBar({ me }: { me: Schemas['Me'] }) {
  const { t } = useSpeech();
  const [open, setOpen] = useState(false);
  return (
    <header className="m-bar">
      <Button type="text" icon={<MenuOutlined />} aria-label={t('shell.menu')} onClick={() => setOpen(true)} />
      <Brand />
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        placement="left"
        size={280}
        title={<Brand />}
        styles={{ body: { padding: 8, display: 'flex', flexDirection: 'column' } }}
      >
        {!me.must_change && <SideMenu close={() => setOpen(false)} />}
        <UserMenu close={() => setOpen(false)} />
      </Drawer>
    </header>
  );
}
