import { queryOptions } from '@tanstack/react-query';
import { all, api, ok } from '../client';

const forever = { staleTime: Number.POSITIVE_INFINITY }; // published versions never change

export const questionnaireQueries = {
  list: queryOptions({
    queryKey: ['questionnaires'],
    queryFn: () => all((cursor) => api.GET('/api/v1/questionnaires', { params: { query: { cursor, limit: 200 } } })),
  }),
  one: (code: string, version: string) =>
    queryOptions({
      queryKey: ['questionnaire', code, version],
      queryFn: () => ok(api.GET('/api/v1/questionnaires/{code}/{version}', { params: { path: { code, version } } })),
      ...forever,
    }),
};
