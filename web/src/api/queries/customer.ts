import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import { all, api, href, ok, ProblemError, type Schemas } from '../client';

export type CustomerFilter = {
  q?: string;
  unit?: string;
  stage?: string;
  status?: string;
  attribute?: string;
  value?: string;
};
export type Batch = Schemas['CustomerBatch'];

const some = (filter: CustomerFilter) =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value)) as CustomerFilter;

export const customerQueries = {
  list: (filter: CustomerFilter) =>
    infiniteQueryOptions({
      queryKey: ['customers', 'list', some(filter)],
      queryFn: ({ pageParam }) =>
        ok(
          api.GET('/api/v1/customers', {
            params: { query: { ...some(filter), cursor: pageParam || undefined, limit: 50 } },
          }),
        ),
      initialPageParam: '',
      getNextPageParam: (last) => last.next || undefined,
      placeholderData: keepPreviousData,
    }),
  /** Whether there is any customer in reach. */
  any: queryOptions({
    queryKey: ['customers', 'any'],
    queryFn: async () => (await ok(api.GET('/api/v1/customers', { params: { query: { limit: 1 } } }))).items.length > 0,
  }),
  one: (id: string) =>
    queryOptions({
      queryKey: ['customers', 'one', id],
      queryFn: () => ok(api.GET('/api/v1/customers/{id}', { params: { path: { id } } })),
    }),
  schema: queryOptions({
    queryKey: ['customers', 'schema'],
    queryFn: () => ok(api.GET('/api/v1/customer-schema')),
  }),
  schemaUse: queryOptions({
    queryKey: ['customers', 'schema', 'use'],
    queryFn: () => ok(api.GET('/api/v1/customer-schema/use')),
  }),
  certificates: infiniteQueryOptions({
    queryKey: ['customers', 'certificates'],
    queryFn: ({ pageParam }) =>
      ok(
        api.GET('/api/v1/customer-certificates', { params: { query: { cursor: pageParam || undefined, limit: 100 } } }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  }),
  certificate: (id: string) =>
    queryOptions({
      queryKey: ['customers', 'certificates', 'one', id],
      queryFn: () => ok(api.GET('/api/v1/customer-certificates/{id}', { params: { path: { id } } })),
    }),
  mappings: queryOptions({
    queryKey: ['customers', 'mappings'],
    queryFn: () => all((cursor) => api.GET('/api/v1/customer-mappings', { params: { query: { cursor, limit: 200 } } })),
  }),
  duplicates: infiniteQueryOptions({
    queryKey: ['customers', 'duplicates'],
    queryFn: ({ pageParam }) =>
      ok(api.GET('/api/v1/customer-duplicates', { params: { query: { cursor: pageParam || undefined, limit: 20 } } })),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  }),
  batches: queryOptions({
    queryKey: ['customers', 'batches'],
    queryFn: () => all((cursor) => api.GET('/api/v1/customer-batches', { params: { query: { cursor, limit: 200 } } })),
  }),
  batch: (id: string) =>
    queryOptions({
      queryKey: ['customers', 'batch', id],
      queryFn: () => ok(api.GET('/api/v1/customer-batches/{id}', { params: { path: { id } } })),
      staleTime: 0,
      // While the server works, its progress is asked for every second.
      refetchInterval: ({ state }) => (state.data && working(state.data) ? 1000 : false),
    }),
  preview: (id: string) =>
    queryOptions({
      queryKey: ['customers', 'preview', id],
      queryFn: () => ok(api.GET('/api/v1/customer-batches/{id}/preview', { params: { path: { id } } })),
      staleTime: 0,
    }),
};

/** Reports whether the server is at work on a batch. */
export function working(batch: Batch): boolean {
  return ['checking', 'importing', 'stopping', 'undoing'].includes(batch.state);
}

/** Everything that shows customers is asked for anew. */
export function forget(client: QueryClient) {
  return client.invalidateQueries({ queryKey: ['customers'] });
}

export function reveal(id: string) {
  return ok(api.POST('/api/v1/customers/{id}/reveal', { params: { path: { id } } }));
}

export function correct(id: string, body: Schemas['Correction']) {
  return ok(api.PUT('/api/v1/customers/{id}', { params: { path: { id } }, body }));
}

export function create(body: Schemas['NewCustomer']) {
  return ok(api.POST('/api/v1/customers', { body }));
}

export function setSchema(body: Schemas['Schema']) {
  return ok(api.PUT('/api/v1/customer-schema', { body }));
}

export function renameMapping(from: string, to: string) {
  return ok(api.PUT('/api/v1/customer-mappings/name', { body: { from, to } }));
}

export function deleteMapping(name: string) {
  return ok(api.DELETE('/api/v1/customer-mappings', { params: { query: { name } } }));
}

export function erase(id: string, reason: string, answers: boolean) {
  return ok(api.POST('/api/v1/customers/{id}/erase', { params: { path: { id } }, body: { reason, answers } }));
}

/** The notes of a closed wave on answers that were erased. */
export function waveErasures(code: string) {
  return queryOptions({
    queryKey: ['waves', code, 'erasures'],
    queryFn: async () => (await ok(api.GET('/api/v1/waves/{code}/erasures', { params: { path: { code } } }))).items,
  });
}

export function merge(id: string, other: string) {
  return ok(api.POST('/api/v1/customers/{id}/merge', { params: { path: { id } }, body: { other } }));
}

export function moveBatch(id: string, act: 'load' | 'cancel' | 'undo') {
  return ok(api.POST(`/api/v1/customer-batches/{id}/${act}`, { params: { path: { id } } }));
}

export function checkBatch(id: string, mapping: Record<string, string>) {
  return ok(api.POST('/api/v1/customer-batches/{id}/check', { params: { path: { id } }, body: { mapping } }));
}

export function saveMapping(name: string, mapping: Record<string, string>) {
  return ok(api.PUT('/api/v1/customer-mappings', { body: { name, mapping } }));
}

/** Sends a file as it is; how much has gone is told while it goes. */
export function upload(file: File, told: (share: number) => void): Promise<Batch> {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open('POST', href('/api/v1/customer-batches', { file: file.name }));
    request.setRequestHeader('Accept-Language', document.documentElement.lang);
    request.upload.onprogress = ({ loaded, total }) => told(total > 0 ? loaded / total : 0);
    request.onerror = () => failed(new ProblemError({ title: 'offline', status: 0, key: 'offline' }));
    request.onload = () => {
      let body: unknown;
      try {
        body = JSON.parse(request.responseText);
      } catch {
        body = undefined;
      }
      if (request.status === 201) done(body as Batch);
      else failed(new ProblemError((body as Schemas['Problem']) ?? { title: '', status: request.status }));
    };
    request.send(file);
  });
}
