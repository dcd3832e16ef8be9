import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import { all, api, href, ok, ProblemError, type Schemas } from '../client';

export type UnitEdit = Schemas['UnitEdit'];
export type UnitReport = Schemas['UnitReport'];

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
  types: queryOptions({
    queryKey: ['unit', 'types'],
    queryFn: () => all((cursor) => api.GET('/api/v1/unit-types', { params: { query: { cursor, limit: 500 } } })),
  }),
  changes: infiniteQueryOptions({
    queryKey: ['unit', 'changes'],
    queryFn: ({ pageParam }) =>
      ok(api.GET('/api/v1/unit-changes', { params: { query: { cursor: pageParam || undefined, limit: 50 } } })),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
    staleTime: 0,
  }),
  /** What follows a change; what was wrong with it is kept as long as it stays the same. */
  preview: (edit: UnitEdit | undefined) =>
    queryOptions({
      queryKey: ['unit', 'preview', edit],
      queryFn: () => ok(api.POST('/api/v1/unit-changes/preview', { body: edit as UnitEdit })),
      enabled: edit !== undefined,
      retry: false,
      staleTime: 0,
      gcTime: 0,
    }),
};

/** Everything that shows units is asked for anew. */
export function forgetUnits(client: QueryClient) {
  return Promise.all([
    client.invalidateQueries({ queryKey: ['units'] }),
    client.invalidateQueries({ queryKey: ['unit'] }),
  ]);
}

export function changeUnits(edit: UnitEdit) {
  return ok(api.POST('/api/v1/unit-changes', { body: edit }));
}

export function undoChange(revision: number) {
  return ok(api.POST('/api/v1/unit-changes/{revision}/undo', { params: { path: { revision } } }));
}

export function setType(code: string, name: Record<string, string>) {
  return ok(api.PUT('/api/v1/unit-types/{code}', { params: { path: { code } }, body: { name } }));
}

export function removeType(code: string) {
  return ok(api.DELETE('/api/v1/unit-types/{code}', { params: { path: { code } } }));
}

/** Sends a table of units; the server answers a line at a time, so that how far it is can be told. */
export async function importUnits(
  file: File,
  how: { dry?: 'yes'; partial?: 'yes'; from?: string },
  told: (share: number) => void,
): Promise<UnitReport> {
  const reply = await fetch(href('/api/v1/unit-imports', how), {
    method: 'POST',
    body: file,
    headers: { 'Accept-Language': document.documentElement.lang },
  }).catch(() => {
    throw new ProblemError({ title: 'offline', status: 0, key: 'offline' });
  });
  if (!reply.ok || !reply.body) {
    const problem: Schemas['Problem'] = await reply.json().catch(() => ({ title: '', status: reply.status }));
    throw new ProblemError(problem);
  }
  let report: UnitReport | undefined;
  await lines(reply.body, (text) => {
    const line: Schemas['UnitImport'] = JSON.parse(text);
    if (line.total) told((line.done ?? 0) / line.total);
    if (line.problem) throw new ProblemError({ title: '', status: 500, ...line.problem });
    report = line.report ?? report;
  });
  if (!report) throw new ProblemError({ title: 'offline', status: 0, key: 'offline' });
  return report;
}

async function lines(stream: ReadableStream<Uint8Array<ArrayBuffer>>, each: (line: string) => void) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    const parts = (rest + (value ?? '')).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part) each(part);
    if (done) break;
  }
  if (rest) each(rest);
}
