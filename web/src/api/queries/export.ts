import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { all, api, href, ok, type Schemas } from '../client';

export type Export = Schemas['Export'];
export type ExportOptions = Schemas['ExportOptions'];

/** Reports whether a file is still being made. */
export const isActive = (one: Pick<Export, 'state'>) => one.state === 'waiting' || one.state === 'running';

const key = (wave: string) => ['wave', wave, 'exports'];

/** One's own exports of a wave; asked again every second while one is being made. */
export const exportsQuery = (wave: string) =>
  queryOptions({
    queryKey: key(wave),
    queryFn: () =>
      all((cursor) =>
        api.GET('/api/v1/waves/{code}/exports', { params: { path: { code: wave }, query: { cursor, limit: 200 } } }),
      ),
    refetchInterval: (query) => (query.state.data?.some(isActive) ? 1000 : false),
  });

/** Has a file made. */
export async function requestExport(client: QueryClient, wave: string, options: ExportOptions) {
  await ok(api.POST('/api/v1/waves/{code}/exports', { params: { path: { code: wave } }, body: options }));
  await client.invalidateQueries({ queryKey: key(wave) });
}

/** Ends the making of a file. */
export async function cancelExport(client: QueryClient, wave: string, id: string) {
  await ok(api.POST('/api/v1/waves/{code}/exports/{id}/cancel', { params: { path: { code: wave, id } } }));
  await client.invalidateQueries({ queryKey: key(wave) });
}

/** Deletes a file before its time. */
export async function dropExport(client: QueryClient, wave: string, id: string) {
  await ok(api.DELETE('/api/v1/waves/{code}/exports/{id}', { params: { path: { code: wave, id } } }));
  await client.invalidateQueries({ queryKey: key(wave) });
}

/** Where a finished file is downloaded. */
export function exportHref(wave: string, id: string): string {
  return href(`/api/v1/waves/${encodeURIComponent(wave)}/exports/${encodeURIComponent(id)}/file`);
}
