import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import { all, api, href, ok, type Schemas } from '../client';
import { meQuery } from './session';

export type UserFilter = { q?: string; role?: string; state?: string; unit?: string };
export type KeyFilter = { q?: string; state?: string };
export type AuditFilter = {
  actor?: string;
  action?: string;
  kind?: string;
  object?: string;
  from?: string;
  to?: string;
};
type Profile = Schemas['ProfileBody'];
type UserState = Schemas['User']['state'];
type KeyState = Schemas['Key']['state'];

const some = <T extends Record<string, string | undefined>>(filter: T) =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value)) as Partial<T>;

export const userQueries = {
  list: (filter: UserFilter) =>
    infiniteQueryOptions({
      queryKey: ['users', some(filter)],
      queryFn: ({ pageParam }) =>
        ok(
          api.GET('/api/v1/users', {
            params: {
              query: {
                ...some(filter),
                state: (filter.state || undefined) as UserState | undefined,
                cursor: pageParam || undefined,
                limit: 50,
              },
            },
          }),
        ),
      initialPageParam: '',
      getNextPageParam: (last) => last.next || undefined,
      placeholderData: keepPreviousData,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: ['user', id],
      queryFn: () => ok(api.GET('/api/v1/users/{id}', { params: { path: { id } } })),
    }),
};

export const userTable = (format: 'csv' | 'xlsx', filter: UserFilter) =>
  href(`/api/v1/user-tables/users.${format}`, filter);

/** Everything that shows accounts is asked for anew. */
async function changed<T extends object>(client: QueryClient, made: T): Promise<T> {
  await Promise.all([
    client.invalidateQueries({ queryKey: ['users'] }),
    client.invalidateQueries({ queryKey: ['user'] }),
    client.invalidateQueries({ queryKey: ['audit'] }),
  ]);
  return made;
}

export async function inviteUser(client: QueryClient, login: string, profile: Profile) {
  return changed(client, await ok(api.POST('/api/v1/users', { body: { login, ...profile } })));
}

export async function editUser(client: QueryClient, id: string, profile: Profile) {
  return changed(client, await ok(api.POST('/api/v1/users/{id}', { params: { path: { id } }, body: profile })));
}

export async function switchUser(client: QueryClient, id: string, way: 'enable' | 'disable') {
  return changed(client, await ok(api.POST(`/api/v1/users/{id}/${way}`, { params: { path: { id } } })));
}

export async function makeUserLink(client: QueryClient, id: string) {
  return changed(client, await ok(api.POST('/api/v1/users/{id}/link', { params: { path: { id } } })));
}

export async function setUserAbsence(client: QueryClient, id: string, absence: Schemas['AbsenceBody']) {
  await ok(api.PUT('/api/v1/users/{id}/absence', { params: { path: { id } }, body: absence }));
  return changed(client, absence);
}

export async function endUserAbsence(client: QueryClient, id: string) {
  await ok(api.DELETE('/api/v1/users/{id}/absence', { params: { path: { id } } }));
  return changed(client, {});
}

/** Whose password a link leads to; the token is what stands behind the # of its address. */
export const linkOwnerQuery = (token: string) =>
  queryOptions({
    queryKey: ['link', token],
    queryFn: () => ok(api.POST('/api/v1/session/link', { body: { token } })),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });

export async function chooseByLink(client: QueryClient, token: string, password: string) {
  const me = await ok(api.POST('/api/v1/session/link/password', { body: { token, password } }));
  client.clear();
  client.setQueryData(meQuery.queryKey, me);
  return me;
}

export const keyQueries = {
  list: (filter: KeyFilter) =>
    infiniteQueryOptions({
      queryKey: ['keys', some(filter)],
      queryFn: ({ pageParam }) =>
        ok(
          api.GET('/api/v1/keys', {
            params: {
              query: {
                ...some(filter),
                state: (filter.state || undefined) as KeyState | undefined,
                cursor: pageParam || undefined,
                limit: 50,
              },
            },
          }),
        ),
      initialPageParam: '',
      getNextPageParam: (last) => last.next || undefined,
      placeholderData: keepPreviousData,
    }),
  scopes: queryOptions({ queryKey: ['keys', 'scopes'], queryFn: () => all(() => api.GET('/api/v1/key-scopes')) }),
};

export const keyTable = (format: 'csv' | 'xlsx', filter: KeyFilter) =>
  href(`/api/v1/key-tables/keys.${format}`, filter);

export async function makeKey(client: QueryClient, name: string, scopes: string[], expires: string) {
  const made = await ok(api.POST('/api/v1/keys', { body: { name, scopes, expires } }));
  await client.invalidateQueries({ queryKey: ['keys'] });
  return made;
}

export async function revokeKey(client: QueryClient, id: string) {
  await ok(api.DELETE('/api/v1/keys/{id}', { params: { path: { id } } }));
  await client.invalidateQueries({ queryKey: ['keys'] });
}

export const auditQueries = {
  list: (filter: AuditFilter) =>
    infiniteQueryOptions({
      queryKey: ['audit', some(filter)],
      queryFn: ({ pageParam }) =>
        ok(
          api.GET('/api/v1/audit', {
            params: { query: { ...some(filter), cursor: pageParam || undefined, limit: 50 } },
          }),
        ),
      initialPageParam: '',
      getNextPageParam: (last) => last.next || undefined,
      placeholderData: keepPreviousData,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: ['audit', 'entry', id],
      queryFn: () => ok(api.GET('/api/v1/audit/{id}', { params: { path: { id } } })),
    }),
};

export const auditTable = (format: 'csv' | 'xlsx', filter: AuditFilter) =>
  href(`/api/v1/audit-tables/audit.${format}`, filter);
