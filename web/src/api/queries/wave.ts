import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import { all, api, ok, type Schemas } from '../client';

export type WaveFilter = { programme?: string; state?: string };
export type ResultFilter = { unit?: string; weights?: string; design?: string };
export type WaveAction = 'open' | 'pause' | 'resume' | 'close' | 'reopen' | 'report';

const some = <T extends Record<string, string | undefined>>(filter: T) =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value)) as Partial<T>;

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: () => ok(api.GET('/api/v1/overview')),
});

export const programmesQuery = queryOptions({
  queryKey: ['programmes'],
  queryFn: () => all((cursor) => api.GET('/api/v1/programmes', { params: { query: { cursor, limit: 200 } } })),
});

/** How far a wave and its units are; what is projected follows the clock, so it is asked again now and then. */
const monitor = (code: string) =>
  queryOptions({
    queryKey: ['wave', code, 'progress'],
    queryFn: async () => {
      let last: Schemas['WaveProgress'] | undefined;
      const items = await all(async (cursor) => {
        const page = await api.GET('/api/v1/waves/{code}/progress', {
          params: { path: { code }, query: { cursor, limit: 500 } },
        });
        last = page.data;
        return page;
      });
      return { below: 0, totals: nothing, ...last, items };
    },
    refetchInterval: 60_000,
  });

const nothing: Schemas['Funnel'] = {
  issued: 0,
  opened_at_least: 0,
  started: 0,
  started_personal: 0,
  drafts: 0,
  partial: 0,
  complete: 0,
  valid: 0,
};

export const waveQueries = {
  list: (filter: WaveFilter = {}) =>
    queryOptions({
      queryKey: ['waves', some(filter)],
      queryFn: () =>
        all((cursor) => api.GET('/api/v1/waves', { params: { query: { ...some(filter), cursor, limit: 200 } } })),
      placeholderData: keepPreviousData,
    }),
  one: (code: string) =>
    queryOptions({
      queryKey: ['wave', code],
      queryFn: () => ok(api.GET('/api/v1/waves/{code}', { params: { path: { code } } })),
    }),
  settings: (code: string) =>
    queryOptions({
      queryKey: ['wave', code, 'settings'],
      queryFn: () => ok(api.GET('/api/v1/waves/{code}/settings', { params: { path: { code } } })),
    }),
  monitor,
  /** The units of the monitor. */
  progress: (code: string) => queryOptions({ ...monitor(code), select: (wave) => wave.items }),
  links: (code: string) =>
    queryOptions({
      queryKey: ['wave', code, 'links'],
      queryFn: () =>
        all((cursor) =>
          api.GET('/api/v1/waves/{code}/links', { params: { path: { code }, query: { cursor, limit: 500 } } }),
        ),
    }),
  dashboard: (code: string, filter: ResultFilter) =>
    queryOptions({
      queryKey: ['wave', code, 'dashboard', some(filter)],
      queryFn: () => ok(api.GET('/api/v1/waves/{code}/dashboard', { params: { path: { code }, query: some(filter) } })),
      placeholderData: keepPreviousData,
    }),
  units: (code: string, filter: ResultFilter) =>
    queryOptions({
      queryKey: ['wave', code, 'units', some(filter)],
      queryFn: () =>
        all(() => api.GET('/api/v1/waves/{code}/units', { params: { path: { code }, query: some(filter) } })),
      placeholderData: keepPreviousData,
    }),
  items: (code: string) =>
    queryOptions({
      queryKey: ['wave', code, 'items'],
      queryFn: () => all(() => api.GET('/api/v1/waves/{code}/items', { params: { path: { code } } })),
    }),
  item: (code: string, item: string, filter: ResultFilter) =>
    queryOptions({
      queryKey: ['wave', code, 'item', item, some(filter)],
      queryFn: () =>
        ok(api.GET('/api/v1/waves/{code}/items/{item}', { params: { path: { code, item }, query: some(filter) } })),
      placeholderData: keepPreviousData,
    }),
};

/** What shows waves is asked for anew. */
async function refresh(client: QueryClient, code: string) {
  await Promise.all([
    client.invalidateQueries({ queryKey: ['wave', code] }),
    client.invalidateQueries({ queryKey: ['waves'] }),
    client.invalidateQueries({ queryKey: programmesQuery.queryKey }),
    client.invalidateQueries({ queryKey: overviewQuery.queryKey }),
  ]);
}

export type NewProgramme = {
  code: string;
  name: Record<string, string>;
  purpose?: Record<string, string>;
  population?: Record<string, string>;
};

/** Adds a wave to a programme, which is made first where it is new; trying again after a refusal does not make it twice. */
export async function planWave(
  client: QueryClient,
  programme: string | NewProgramme,
  settings: Schemas['WaveSettings'],
) {
  if (typeof programme !== 'string') {
    const known = await client.fetchQuery({ ...programmesQuery, staleTime: 0 });
    if (!known.some((one) => one.code === programme.code))
      await ok(api.POST('/api/v1/programmes', { body: programme }));
  }
  const code = typeof programme === 'string' ? programme : programme.code;
  await ok(api.POST('/api/v1/programmes/{code}/waves', { params: { path: { code } }, body: settings }));
  await refresh(client, settings.code ?? '');
}

/** Gives a planned wave other settings. */
export async function changeWave(client: QueryClient, code: string, settings: Schemas['WaveSettings']) {
  await ok(api.PUT('/api/v1/waves/{code}/settings', { params: { path: { code } }, body: settings }));
  await refresh(client, code);
}

/** Moves the last day of a wave. */
export async function extendWave(client: QueryClient, code: string, to: string, reason: string) {
  await ok(api.POST('/api/v1/waves/{code}/extend', { params: { path: { code } }, body: { to, reason } }));
  await refresh(client, code);
}

/** Deletes a planned wave. */
export async function discardWave(client: QueryClient, code: string) {
  await ok(api.DELETE('/api/v1/waves/{code}', { params: { path: { code } } }));
  client.removeQueries({ queryKey: ['wave', code] });
  client.removeQueries({ queryKey: ['waves'] }); // not even for a moment is it in the list
  await refresh(client, code);
}

/** Moves a wave to its next state; everything that shows the wave is asked for anew. */
export async function act(client: QueryClient, code: string, action: WaveAction, reason: string) {
  const wave = await ok(api.POST(`/api/v1/waves/{code}/${action}`, { params: { path: { code } }, body: { reason } }));
  await refresh(client, code);
  return wave;
}

/** Writes a live count into whatever shows the wave: what came since is complete and valid. */
export function applyCount(client: QueryClient, code: string, responses: number, units: Record<string, number>) {
  client.setQueryData<Schemas['WaveSummary']>(waveQueries.one(code).queryKey, (old) => old && { ...old, responses });
  client.setQueryData(monitor(code).queryKey, (old) => {
    if (!old) return old;
    const items = old.items.map((row) => {
      const more = (units[row.unit.code] ?? row.responses) - row.responses;
      return more === 0
        ? row
        : { ...row, responses: row.responses + more, valid: row.valid + more, complete: row.complete + more };
    });
    const sum = (of: (row: (typeof items)[number]) => number) => items.reduce((total, row) => total + of(row), 0);
    const totals = { ...old.totals, valid: sum((row) => row.valid), complete: sum((row) => row.complete) };
    return { ...old, items, totals };
  });
}
