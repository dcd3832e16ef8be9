import type { ReactNode } from 'react';

/** Nothing here yet: one sentence what belongs here, and what to do next. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="m-empty">
      <p className="m-empty-title">{title}</p>
      {children && <div className="m-empty-text">{children}</div>}
      {action}
    </div>
  );
}
