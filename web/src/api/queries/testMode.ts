import { infiniteQueryOptions, type QueryClient } from '@tanstack/react-query';
import { api, ok, type Schemas } from '../client';

export type TestAnswer = Schemas['TestAnswer'];

const key = (wave: string) => ['wave', wave, 'test-answers'];

/** The test answers of a planned wave with their link, latest first; asked again while somebody looks. */
export const testAnswersQuery = (wave: string) =>
  infiniteQueryOptions({
    queryKey: key(wave),
    queryFn: ({ pageParam }) =>
      ok(
        api.GET('/api/v1/waves/{code}/test-answers', {
          params: { path: { code: wave }, query: { cursor: pageParam || undefined, limit: 20 } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
    refetchInterval: 5000,
  });

export async function makeTestLink(client: QueryClient, wave: string) {
  await ok(api.POST('/api/v1/waves/{code}/test-link', { params: { path: { code: wave } } }));
  await client.invalidateQueries({ queryKey: key(wave) });
}

export async function wipeTestAnswers(client: QueryClient, wave: string) {
  await ok(api.DELETE('/api/v1/waves/{code}/test-answers', { params: { path: { code: wave } } }));
  await client.invalidateQueries({ queryKey: key(wave) });
}
