import { type KeyboardEvent, useCallback } from 'react';
import { useSpeech } from '../../../lib/i18n';
import { selectedRow, type useDesk } from '../../draft/useDesk';
import { useStable } from '../../draft/useStable';
import { addItem, addSection, duplicate, type Kind, neighbour, remove, shift } from './change';
import { references } from './codes';
import type { Pane } from './Desk';
import type { Draft } from './draft';
import { firstText, spot } from './focus';
import { type Form, find } from './form';
import { phrase } from './phrase';
import type { Act } from './Tools';

type Around = {
  focusAfter: ReturnType<typeof useDesk>['focusAfter'];
  setPane: (pane: Pane) => void;
  ask: (what: 'delete' | undefined) => void;
  /** Says something to those who do not see it. */
  say: (text: string) => void;
};

/** Everything that can be done to the selected row, and where the keyboard is afterwards. */
export function useActs({ state, change }: Draft, { focusAfter, setPane, ask, say }: Around) {
  const { t } = useSpeech();
  const { content: form, selected } = state;
  const place = find(form, selected);
  const enter = () => focusAfter(() => setPane('form'), firstText);
  const leave = () => focusAfter(() => setPane('outline'), selectedRow);
  const go = useCallback(
    (key: string, field: string) =>
      focusAfter(
        () => {
          change({ kind: 'select', selected: key });
          setPane('form');
        },
        (box) => spot(box, field),
      ),
    [change, focusAfter, setPane],
  );
  const add = useStable((kind: Kind) => {
    const added = kind === 'section' ? addSection(form, selected) : addItem(form, selected, kind, phrase);
    focusAfter(() => {
      change({ kind: 'edit', content: added.form, selected: added.key });
      setPane('form');
    }, firstText);
  });
  const drop = () =>
    focusAfter(() => {
      change({ kind: 'edit', content: remove(form, selected), selected: neighbour(form, selected) });
      ask(undefined);
      say(t('qe.removed'));
    }, selectedRow);
  /** Asks first when something goes along or is named elsewhere. */
  const wantsDrop = () => {
    if (!place) return;
    if (place.item ? named(form, selected) : place.section.items.length > 0) ask('delete');
    else drop();
  };
  const act = useStable((what: Act) => {
    if (what === 'remove') wantsDrop();
    else if (what === 'undo' || what === 'redo') change({ kind: what });
    else if (what === 'copy') {
      const made = duplicate(form, selected);
      if (made) change({ kind: 'edit', content: made.form, selected: made.key });
    } else {
      const moved = shift(form, selected, what);
      if (moved) change({ kind: 'edit', content: moved });
    }
  });
  return { place, enter, leave, go, add, drop, wantsDrop, act };
}

export type Acts = ReturnType<typeof useActs>;

/** What the keys for undo and redo mean; a field that has steps of its own keeps them. */
export function undoOrRedo(event: KeyboardEvent): 'undo' | 'redo' | undefined {
  const key = event.key.toLowerCase();
  if (!(event.ctrlKey || event.metaKey) || (key !== 'z' && key !== 'y')) return undefined;
  if (event.target instanceof HTMLElement && event.target.dataset.local !== undefined) return undefined;
  return key === 'y' || event.shiftKey ? 'redo' : 'undo';
}

/** Reports whether others name an item or one of its rows. */
function named(form: Form, key: string): boolean {
  const item = find(form, key)?.item;
  if (!item) return false;
  const codes = new Set([item.code, ...(item.rows ?? []).map((one) => one.code)]);
  return references(form, codes, new Set([key])).length > 0;
}
