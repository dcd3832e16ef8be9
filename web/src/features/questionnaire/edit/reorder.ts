import { type DragEvent, type KeyboardEvent, useState } from 'react';

/** Moves the rows of a list by drag of their handles and by Alt with the arrows. `move` gets places in the old list. */
export function useReorder(move: (from: number, to: number) => void) {
  const [dragged, drag] = useState<number>();
  const [over, setOver] = useState<number>();
  const end = () => {
    drag(undefined);
    setOver(undefined);
  };
  return {
    handle: (index: number) => ({
      draggable: true,
      onDragStart: (event: DragEvent) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', String(index));
        drag(index);
      },
      onDragEnd: end,
    }),
    row: (index: number) => ({
      className: over === index && dragged !== undefined ? (dragged < index ? 'm-q-after' : 'm-q-before') : '',
      onDragOver: (event: DragEvent) => {
        if (dragged === undefined) return;
        event.preventDefault();
        if (over !== index) setOver(index);
      },
      onDrop: (event: DragEvent) => {
        event.preventDefault();
        if (dragged !== undefined && dragged !== index) move(dragged, index);
        end();
      },
    }),
  };
}

/** Alt with an arrow: up or down; undefined for other keys. */
export function stepOf(event: KeyboardEvent): -1 | 1 | undefined {
  if (!event.altKey || event.ctrlKey || event.metaKey) return undefined;
  return event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : undefined;
}

/** The list with the element at `from` at the place `to`. */
export function placed<T>(list: T[], from: number, to: number): T[] {
  const one = list[from];
  if (one === undefined || from === to || to < 0 || to >= list.length) return list;
  return list.toSpliced(from, 1).toSpliced(to, 0, one);
}
