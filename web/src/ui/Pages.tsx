import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useSpeech } from '../lib/i18n';
import { Problem } from './Problem';
import { Skeleton } from './Skeleton';

type Query<T> = UseInfiniteQueryResult<{ pages: { items: T[] }[] }>;

/** A list that the server gives page by page: what has come so far, and a button for more. */
export function Pages<T>({ query, children }: { query: Query<T>; children: (rows: T[]) => ReactNode }) {
  return (
    <>
      {query.isPending && <Skeleton kind="table" />}
      {query.isError && <Problem error={query.error} retry={() => query.refetch()} />}
      {query.data && children(query.data.pages.flatMap((page) => page.items))}
      <More query={query} />
    </>
  );
}

/** A button for the next page, when there is one. */
export function More<T>({ query }: { query: Query<T> }) {
  const { t } = useSpeech();
  if (!query.hasNextPage) return null;
  return (
    <div className="m-more">
      <Button onClick={() => query.fetchNextPage()} loading={query.isFetchingNextPage}>
        {t('audit.more')}
      </Button>
    </div>
  );
}
