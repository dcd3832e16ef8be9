import { useEffect, useState } from 'react';

/** The shape of what is coming; nothing for the first 200 ms, so that fast answers do not flicker. */
export function Skeleton({ kind }: { kind: 'page' | 'table' | 'strip' | 'chart' }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 200);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return <div className={`m-skeleton m-skeleton-${kind}`} aria-busy="true" />;
  const bars = { page: 8, table: 6, strip: 1, chart: 1 }[kind];
  return (
    <div className={`m-skeleton m-skeleton-${kind}`} aria-busy="true">
      {Array.from({ length: bars }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: grey bars have no identity
        <div key={i} className="m-skeleton-bar" />
      ))}
    </div>
  );
}
