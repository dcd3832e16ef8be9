import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Problem } from './Problem';
import { Skeleton } from './Skeleton';

type Props<T> = {
  query: UseQueryResult<T>;
  shape: 'page' | 'table' | 'strip' | 'chart';
  children: (data: T) => ReactNode;
};

/** Shows what a query gives: the shape while it loads, the failure with a way on, the data. */
export function Loaded<T>({ query, shape, children }: Props<T>) {
  if (query.isPending) return <Skeleton kind={shape} />;
  if (query.isError) return <Problem error={query.error} retry={() => query.refetch()} />;
  return children(query.data);
}
