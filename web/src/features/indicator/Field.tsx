import { type ReactNode, useId } from 'react';

type Props = { label: string; note?: string; children: (id: string) => ReactNode };

/** A control with its label above and a word of help below. */
export function Field({ label, note, children }: Props) {
  const id = useId();
  return (
    <div className="m-edit-field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {note && <span className="m-muted">{note}</span>}
    </div>
  );
}
