import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { all, api, href, ok, ProblemError, type Schemas } from '../client';

export type Batch = Schemas['ResponseBatch'];
export type Mapping = Schemas['ForeignMapping'];

export const mappingQueries = {
  batches: (code: string) =>
    queryOptions({
      queryKey: ['mapping', 'batches', code],
      queryFn: () =>
        all((cursor) =>
          api.GET('/api/v1/waves/{code}/response-batches', {
            params: { path: { code }, query: { cursor, limit: 200 } },
          }),
        ),
      staleTime: 0,
    }),
  batch: (id: string) =>
    queryOptions({
      queryKey: ['mapping', 'batch', id],
      queryFn: () => ok(api.GET('/api/v1/response-batches/{id}', { params: { path: { id } } })),
      staleTime: 0,
      // While the server works, its progress is asked for.
      refetchInterval: ({ state }) => (state.data && working(state.data) ? 700 : false),
    }),
  profile: (id: string) =>
    queryOptions({
      queryKey: ['mapping', 'profile', id],
      queryFn: () => ok(api.GET('/api/v1/response-batches/{id}/profile', { params: { path: { id } } })),
      staleTime: 0,
    }),
  outcome: (id: string, revision: number) =>
    queryOptions({
      queryKey: ['mapping', 'outcome', id, revision],
      queryFn: () => ok(api.GET('/api/v1/response-batches/{id}/outcome', { params: { path: { id } } })),
      staleTime: 0,
    }),
  mapping: (id: string) =>
    queryOptions({
      queryKey: ['mapping', 'one', id],
      queryFn: () => ok(api.GET('/api/v1/response-batches/{id}/mapping', { params: { path: { id } } })),
      staleTime: 0,
      gcTime: 0,
      refetchOnWindowFocus: false,
    }),
  saved: queryOptions({
    queryKey: ['mapping', 'saved'],
    queryFn: () => all((cursor) => api.GET('/api/v1/response-mappings', { params: { query: { cursor, limit: 200 } } })),
  }),
};

/** Reports whether the server is at work on a batch. */
export function working(batch: Batch): boolean {
  return ['reading', 'checking', 'importing', 'undoing'].includes(batch.state);
}

/** A batch that the server has just told of. */
export function told(client: QueryClient, batch: Batch) {
  client.setQueryData(mappingQueries.batch(batch.id).queryKey, batch);
  void client.invalidateQueries({ queryKey: mappingQueries.batches(batch.wave).queryKey });
}

export function putMapping(id: string, body: Mapping) {
  return ok(api.PUT('/api/v1/response-batches/{id}/mapping', { params: { path: { id } }, body }));
}

export function takeMapping(id: string, name: string) {
  return ok(api.POST('/api/v1/response-batches/{id}/use', { params: { path: { id } }, body: { name } }));
}

export function takeHeader(id: string, row: number, rows: number) {
  return ok(api.POST('/api/v1/response-batches/{id}/header', { params: { path: { id } }, body: { row, rows } }));
}

export function saveMappingAs(id: string, name: string) {
  return ok(api.POST('/api/v1/response-batches/{id}/save', { params: { path: { id } }, body: { name } }));
}

export function dropMapping(name: string) {
  return ok(api.DELETE('/api/v1/response-mappings/{name}', { params: { path: { name } } }));
}

export function moveBatch(id: string, act: 'import' | 'stop' | 'undo') {
  return ok(api.POST(`/api/v1/response-batches/{id}/${act}`, { params: { path: { id } } }));
}

/** Sends a file as the body of a request; how much has gone is told while it goes. */
function send(method: string, address: string, body: Blob, told?: (share: number) => void): Promise<Batch> {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    request.setRequestHeader('Accept-Language', document.documentElement.lang);
    request.upload.onprogress = ({ loaded, total }) => told?.(total > 0 ? loaded / total : 0);
    request.onerror = () => failed(new ProblemError({ title: 'offline', status: 0, key: 'offline' }));
    request.onload = () => {
      let answer: unknown;
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        answer = undefined;
      }
      if (request.status < 300) done(answer as Batch);
      else failed(new ProblemError((answer as Schemas['Problem']) ?? { title: '', status: request.status }));
    };
    request.send(body);
  });
}

export function uploadResponses(code: string, file: File, told: (share: number) => void): Promise<Batch> {
  return send(
    'POST',
    href(`/api/v1/waves/${encodeURIComponent(code)}/response-batches`, { file: file.name }),
    file,
    told,
  );
}

export function loadMapping(id: string, file: File): Promise<Batch> {
  return send('PUT', href(`/api/v1/response-batches/${id}/mapping.yaml`), file);
}
