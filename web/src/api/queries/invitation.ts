import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import { all, api, href, ok, type Schemas } from '../client';

export type Invitation = Schemas['Invitation'];
export type Issue = Schemas['InvitationBatch'];
export type Selection = Schemas['InvitationSelection'];
export type InvitationFilter = { unit?: string; state?: Invitation['state']; batch?: string; q?: string };

export const invitationStates: Invitation['state'][] = ['issued', 'started', 'answered', 'revoked'];

const some = (filter: InvitationFilter) =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value)) as InvitationFilter;

const key = (wave: string) => ['wave', wave, 'invitations'];

/** Reports whether links are being issued at the moment. */
export const isIssuing = (one: Pick<Issue, 'state'>) => one.state === 'issuing';

export const invitationQueries = {
  /** Page by page, newest first; asked again while links are being issued. */
  list: (wave: string, filter: InvitationFilter, live: boolean) =>
    infiniteQueryOptions({
      queryKey: [...key(wave), 'list', some(filter)],
      queryFn: ({ pageParam }) =>
        ok(
          api.GET('/api/v1/waves/{code}/invitations', {
            params: { path: { code: wave }, query: { ...some(filter), cursor: pageParam || undefined, limit: 50 } },
          }),
        ),
      initialPageParam: '',
      getNextPageParam: (last) => last.next || undefined,
      placeholderData: keepPreviousData,
      refetchInterval: live ? 2000 : false,
    }),
  /** What was issued when, newest first; asked again every second while one is at work. */
  batches: (wave: string) =>
    queryOptions({
      queryKey: [...key(wave), 'batches'],
      queryFn: () =>
        all((cursor) =>
          api.GET('/api/v1/waves/{code}/invitation-batches', {
            params: { path: { code: wave }, query: { cursor, limit: 200 } },
          }),
        ),
      refetchInterval: (query) => (query.state.data?.some(isIssuing) ? 1000 : false),
    }),
};

/** Counts what a selection comes to; nothing is written. */
export function checkSelection(wave: string, body: Selection) {
  return ok(api.POST('/api/v1/waves/{code}/invitations/check', { params: { path: { code: wave } }, body }));
}

/** Has links issued to everybody of a selection who may be asked. */
export async function issue(client: QueryClient, wave: string, body: Selection) {
  const batch = await ok(api.POST('/api/v1/waves/{code}/invitations', { params: { path: { code: wave } }, body }));
  await refreshInvitations(client, wave);
  return batch;
}

/** Ends an issue; the links that were issued stay. */
export async function stopIssue(client: QueryClient, wave: string, id: string) {
  await ok(api.POST('/api/v1/waves/{code}/invitation-batches/{id}/stop', { params: { path: { code: wave, id } } }));
  await refreshInvitations(client, wave);
}

export async function revoke(client: QueryClient, wave: string, id: string) {
  await ok(api.POST('/api/v1/waves/{code}/invitations/{id}/revoke', { params: { path: { code: wave, id } } }));
  await refreshInvitations(client, wave);
}

/** Gives an invitation another link and tells it; the old one is dead at once. */
export async function renew(client: QueryClient, wave: string, id: string) {
  const fresh = await ok(
    api.POST('/api/v1/waves/{code}/invitations/{id}/renew', { params: { path: { code: wave, id } } }),
  );
  await refreshInvitations(client, wave);
  return fresh;
}

/** What shows invitations or their number is asked for anew. */
export async function refreshInvitations(client: QueryClient, wave: string) {
  await Promise.all([
    client.invalidateQueries({ queryKey: key(wave) }),
    client.invalidateQueries({ queryKey: ['wave', wave, 'progress'] }),
  ]);
}

/** Where a table of the invitations is downloaded: with the links, or without them. */
export function tableHref(wave: string, file: `${'links' | 'list'}.${'csv' | 'xlsx'}`, filter: InvitationFilter) {
  return href(`/api/v1/waves/${encodeURIComponent(wave)}/invitation-tables/${file}`, some(filter));
}
