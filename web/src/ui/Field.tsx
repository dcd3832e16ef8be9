import './field.css';
import { type ReactNode, useId } from 'react';

type Props = { label: string; note?: string; fault?: string; children: (id: string) => ReactNode };

/** A control with its label above, and below what is wrong with it or a word of help. */
export function Field({ label, note, fault, children }: Props) {
  const id = useId();
  return (
    <div className="m-field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {fault ? (
        <span className="m-field-fault" role="alert">
          {fault}
        </span>
      ) : (
        note && <span className="m-muted">{note}</span>
      )}
    </div>
  );
}
