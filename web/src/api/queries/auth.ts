import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { all, api, ok } from '../client';

export type AuditFilter = { actor?: string; action?: string; from?: string; to?: string };

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: () => all((cursor) => api.GET('/api/v1/users', { params: { query: { cursor, limit: 200 } } })),
});

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam }) =>
      ok(
        api.GET('/api/v1/audit', {
          params: {
            query: {
              actor: filter.actor || undefined,
              action: filter.action || undefined,
              from: filter.from || undefined,
              to: filter.to || undefined,
              cursor: pageParam || undefined,
              limit: 50,
            },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  });
