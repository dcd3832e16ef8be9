import { lazy } from 'react';
import { createBrowserRouter, Navigate } from 'react-router';
import { root } from '../api/client';
import { useSpeech } from '../lib/i18n';
import { Empty } from '../ui/Empty';
import { NotFound } from '../ui/NotFound';
import { Page } from '../ui/Page';
import { RouteProblem } from '../ui/RouteProblem';
import { type Route, routes } from './routes';
import { Shell } from './Shell';
import { useCan } from './session';

/** A page for those who may see it; the server would refuse its data anyway. */
function Guarded({ route: { permission, title, Component } }: { route: Route }) {
  const { t } = useSpeech();
  const can = useCan();
  if (can(permission)) return <Component />;
  return (
    <Page title={t(title)}>
      <Empty title={t('problem.forbidden')} />
    </Page>
  );
}

const Login = lazy(() => import('../features/session/Login'));
const Welcome = lazy(() => import('../features/session/Welcome'));

export const router = createBrowserRouter(
  [
    { path: '/login', Component: Login, errorElement: <RouteProblem /> },
    { path: '/welcome', Component: Welcome, errorElement: <RouteProblem /> },
    {
      element: <Shell />,
      errorElement: <RouteProblem />,
      children: [
        ...routes.map((route) => ({
          path: route.path,
          element: <Guarded route={route} />,
          errorElement: <RouteProblem />,
        })),
        { path: '/surveys', element: <Navigate to="/waves" replace /> },
        { path: '*', element: <NotFound /> },
      ],
    },
  ],
  { basename: root || '/' },
);
