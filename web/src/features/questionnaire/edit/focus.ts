import { fallbacks } from './place';

/** The text to begin with, else the first field of the form. */
export function firstText(desk: HTMLElement): HTMLElement | null {
  const box = desk.querySelector<HTMLElement>('[data-edit-form]');
  return (
    box?.querySelector<HTMLElement>('[data-field^="text."], [data-field^="title."]') ??
    box?.querySelector<HTMLElement>('input, textarea') ??
    null
  );
}

/** The control a fault is about: the nearest that bears its name. */
export function spot(desk: HTMLElement, field: string): HTMLElement | null {
  const box = desk.querySelector<HTMLElement>('[data-edit-form]');
  for (const name of fallbacks(field)) {
    const found =
      box?.querySelector<HTMLElement>(`[data-field="${name}"]`) ??
      box?.querySelector<HTMLElement>(`[data-field^="${name}."]`);
    if (!found) continue;
    return found.matches('input, textarea, button') ? found : (found.querySelector<HTMLElement>('input') ?? found);
  }
  return box?.querySelector<HTMLElement>('input, textarea') ?? null;
}
