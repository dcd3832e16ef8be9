import { Button } from 'antd';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

export type Choice = { key: string; label: string; icon?: ReactNode; note?: string };

type Props = {
  label: string;
  icon?: ReactNode;
  /** What can be chosen; asked for when the menu opens. */
  choices: () => Choice[];
  pick: (key: string) => void;
  size?: 'small' | 'middle';
  /** Opens the menu from elsewhere: whoever changes the number opens it. */
  call?: number;
};

/** A button with a list of choices below it, run by arrows, by the first letters of a choice, and by mouse. */
export function Menu({ label, icon, choices, pick, size, call = 0 }: Props) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const from = useRef<HTMLElement | null>(null);
  const typed = useRef({ text: '', at: 0 });

  const show = () => {
    from.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    setOpen(true);
  };
  const close = (back: boolean) => {
    setOpen(false);
    if (back) from.current?.focus();
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a call opens it
  useEffect(() => {
    if (call > 0) show();
  }, [call]);
  useEffect(() => {
    if (!open) return;
    box.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
    const outside = (event: MouseEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('mousedown', outside);
    return () => document.removeEventListener('mousedown', outside);
  }, [open]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return;
    const items = [...(box.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const go = (n: number) => items[(n + items.length) % items.length]?.focus();
    const acts: Record<string, () => void> = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at < 0 ? items.length - 1 : at - 1),
      Home: () => go(0),
      End: () => go(items.length - 1),
      Escape: () => close(true),
    };
    event.stopPropagation();
    if (event.key === 'Tab') return setOpen(false);
    const act = acts[event.key];
    if (act) {
      event.preventDefault();
      return act();
    }
    if (event.key.length !== 1 || event.key === ' ' || event.ctrlKey || event.metaKey || event.altKey) return;
    const now = Date.now();
    typed.current = {
      text: (now - typed.current.at < 600 ? typed.current.text : '') + event.key.toLowerCase(),
      at: now,
    };
    items.find((item) => item.textContent?.trim().toLowerCase().startsWith(typed.current.text))?.focus();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: takes the keys of the menu inside it
    <div className="m-q-menu" ref={box} onKeyDown={onKeyDown}>
      <Button
        size={size}
        icon={icon}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => (open ? close(true) : show())}
      >
        {label}
      </Button>
      {open && (
        <div role="menu" id={id} aria-label={label} className="m-q-menu-list">
          {choices().map((one) => (
            <button
              key={one.key}
              type="button"
              role="menuitem"
              tabIndex={-1}
              onClick={() => {
                close(false);
                pick(one.key);
              }}
            >
              {one.icon}
              <span className="m-q-menu-name">{one.label}</span>
              {one.note && <span className="m-muted">{one.note}</span>}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
