import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { all, api } from '../client';

export const unitQueries = {
  list: (asOf = '') =>
    queryOptions({
      queryKey: ['units', asOf],
      queryFn: () =>
        all((cursor) =>
          api.GET('/api/v1/units', { params: { query: { as_of: asOf || undefined, cursor, limit: 500 } } }),
        ),
      placeholderData: keepPreviousData,
    }),
  history: (code: string) =>
    queryOptions({
      queryKey: ['unit', code, 'history'],
      queryFn: () => all(() => api.GET('/api/v1/units/{code}/history', { params: { path: { code } } })),
    }),
};
