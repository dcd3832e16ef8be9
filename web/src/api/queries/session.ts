import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { Lang } from '../../lib/format';
import { api, ok, type Schemas } from '../client';

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: () => ok(api.GET('/api/v1/status')),
  staleTime: Number.POSITIVE_INFINITY,
});

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => ok(api.GET('/api/v1/me')),
  staleTime: 5 * 60_000,
  retry: false,
});

export async function login(client: QueryClient, name: string, password: string) {
  const me = await ok(api.POST('/api/v1/session', { body: { login: name, password } }));
  client.clear();
  client.setQueryData(meQuery.queryKey, me);
  return me;
}

/** Ends the session; whatever this person saw leaves the memory of the page with it. */
export async function logout(client: QueryClient) {
  await ok(api.DELETE('/api/v1/session'));
  client.clear();
}

export async function changePassword(client: QueryClient, old: string, next: string) {
  await ok(api.PUT('/api/v1/me/password', { body: { old, new: next } }));
  await client.invalidateQueries({ queryKey: meQuery.queryKey });
}

export async function changeLanguage(language: Lang) {
  await ok(api.PUT('/api/v1/me/language', { body: { language } }));
}

type Absence = Schemas['AbsenceBody'];

export async function setAbsence(client: QueryClient, absence: Absence) {
  await ok(api.PUT('/api/v1/me/absence', { body: absence }));
  await client.invalidateQueries({ queryKey: meQuery.queryKey });
}

export async function endAbsence(client: QueryClient) {
  await ok(api.DELETE('/api/v1/me/absence'));
  await client.invalidateQueries({ queryKey: meQuery.queryKey });
}
