import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { all, api, ok, type Schemas } from '../client';

export type Document = Schemas['IndicatorDocument'];
export type State = Schemas['IndicatorState'];

export const indicatorQueries = {
  list: queryOptions({
    queryKey: ['indicators'],
    queryFn: () => all((cursor) => api.GET('/api/v1/indicators', { params: { query: { cursor, limit: 200 } } })),
  }),
  one: (code: string, version: string) =>
    queryOptions({
      queryKey: ['indicator', code, version],
      queryFn: () => ok(api.GET('/api/v1/indicators/{code}/{version}', { params: { path: { code, version } } })),
    }),
  drafts: queryOptions({
    queryKey: ['indicator-drafts'],
    queryFn: () => all((cursor) => api.GET('/api/v1/indicator-drafts', { params: { query: { cursor, limit: 200 } } })),
  }),
  draft: (id: string) =>
    queryOptions({ queryKey: ['indicator-draft', id], queryFn: () => readDraft(id), staleTime: 0, gcTime: 0 }),
  diff: (from: State, to: State) =>
    queryOptions({
      queryKey: ['indicator-diff', from, to],
      queryFn: async () => (await ok(api.POST('/api/v1/indicator-diff', { body: { from, to } }))).items,
      staleTime: 0,
    }),
};

export function readDraft(id: string) {
  return ok(api.GET('/api/v1/indicator-drafts/{id}', { params: { path: { id } } }));
}

/** How a draft begins: empty, from a version, or from a file's text. */
export type Beginning = {
  code?: string;
  name?: Record<string, string>;
  from?: { code: string; version: string };
  file?: string;
};

export async function createDraft(client: QueryClient, beginning: Beginning) {
  const draft = await ok(api.POST('/api/v1/indicator-drafts', { body: beginning }));
  await client.invalidateQueries({ queryKey: indicatorQueries.drafts.queryKey });
  return draft;
}

export function saveDraft(id: string, revision: number, document: Document) {
  return ok(api.PUT('/api/v1/indicator-drafts/{id}', { params: { path: { id } }, body: { revision, document } }));
}

export async function deleteDraft(client: QueryClient, id: string, revision: number) {
  await ok(api.DELETE('/api/v1/indicator-drafts/{id}', { params: { path: { id }, query: { revision } } }));
  await client.invalidateQueries({ queryKey: indicatorQueries.drafts.queryKey });
}

export async function publishDraft(client: QueryClient, id: string, revision: number, version: string) {
  const published = await ok(
    api.POST('/api/v1/indicator-drafts/{id}/publish', { params: { path: { id } }, body: { revision, version } }),
  );
  await Promise.all([
    client.invalidateQueries({ queryKey: indicatorQueries.list.queryKey }),
    client.invalidateQueries({ queryKey: indicatorQueries.drafts.queryKey }),
  ]);
  return published;
}
