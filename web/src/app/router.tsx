import { lazy } from 'react';
import { createBrowserRouter, Navigate } from 'react-router';
import { root } from '../api/client';
import { NotFound } from '../ui/NotFound';
import { RouteProblem } from '../ui/RouteProblem';
import { routes } from './routes';
import { Shell } from './Shell';

const Login = lazy(() => import('../features/session/Login'));
const Poster = lazy(() => import('../features/programme/Poster'));

export const router = createBrowserRouter(
  [
    { path: '/login', Component: Login, errorElement: <RouteProblem /> },
    { path: '/waves/:code/poster/:link', Component: Poster, errorElement: <RouteProblem /> },
    {
      element: <Shell />,
      errorElement: <RouteProblem />,
      children: [
        ...routes.map(({ path, Component }) => ({ path, Component, errorElement: <RouteProblem /> })),
        { path: '/surveys', element: <Navigate to="/waves" replace /> },
        { path: '*', element: <NotFound /> },
      ],
    },
  ],
  { basename: root || '/' },
);
