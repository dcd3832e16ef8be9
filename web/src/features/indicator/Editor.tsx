import '../draft/draft.css';
import './editor.css';
import { Grid, Segmented } from 'antd';
import { useMemo, useState } from 'react';
import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';
import { Section } from '../../ui/Page';
import { Conflict } from '../draft/Conflict';
import type { Found } from '../draft/editing';
import { selectedRow, useDesk } from '../draft/useDesk';
import { useDraft } from '../draft/useDraft';
import { Workbench } from '../draft/Workbench';
import { Checks } from './Checks';
import { DeleteNode } from './DeleteNode';
import { Compared } from './Differences';
import { DraftTree } from './DraftTree';
import { systemDraft } from './draft';
import { EditTools } from './EditTools';
import { add, find, neighbour, remove, type Tree } from './edit';
import { NodeForm } from './NodeForm';
import { PublishDraft } from './PublishDraft';
import { SystemForm } from './SystemForm';
import type { View } from './shape';

type Pane = 'tree' | 'form' | 'checks';

/** The workbench of a draft: tree at the left with the checks below, the selected indicator at the right. */
export function Editor({ view }: { view: View }) {
  const { t, text } = useSpeech();
  const draft = useDraft(systemDraft, view);
  const { state, change, status } = draft;
  const { content: tree, selected, faults, theirs } = state;
  const wide = Grid.useBreakpoint().lg ?? true;
  const [pane, setPane] = useState<Pane>('tree');
  const [asked, ask] = useState<'delete' | 'publish'>();
  const { desk, focusAfter } = useDesk();
  const measured = useMemo(() => itemsOf(view.bindings), [view.bindings]);
  const counts = useMemo(() => countsOf(faults), [faults]);

  const edit = (next: Tree, field?: string) => change({ kind: 'edit', content: next, field });
  const select = (key: string) => change({ kind: 'select', selected: key });
  const rename = () => focusAfter(() => setPane('form'), nameField);
  const leave = () => focusAfter(() => setPane('tree'), selectedRow);
  const insert = (parent: string | undefined, index: number) => {
    const added = add(tree, parent, index);
    if (!added) return;
    focusAfter(() => {
      change({ kind: 'edit', content: added.tree, selected: added.key });
      setPane('form');
    }, nameField);
  };
  const place = find(tree, selected);
  const addBelow = () => (place ? insert(place.parent?.key, place.index + 1) : insert(undefined, tree.nodes.length));
  const addInside = () =>
    place ? insert(place.node.key, place.node.children.length) : insert(undefined, tree.nodes.length);

  if (theirs) {
    return (
      <Conflict kind={systemDraft} draft={draft} theirs={theirs}>
        {(mine) => <Compared from={{ document: theirs.document }} before={theirs.document} now={mine} />}
      </Conflict>
    );
  }

  const treePart = (
    <Section title={wide ? t('tree.title') : undefined} note={wide ? t('system.draft.keys') : undefined}>
      <EditTools draft={draft} addBelow={addBelow} addInside={addInside} rename={rename} remove={() => ask('delete')} />
      <DraftTree
        tree={tree}
        selected={selected}
        faults={counts}
        measured={measured}
        select={select}
        change={edit}
        remove={() => place && ask('delete')}
        addBelow={addBelow}
        addInside={addInside}
        rename={rename}
        undo={() => change({ kind: 'undo' })}
        redo={() => change({ kind: 'redo' })}
      />
    </Section>
  );
  const checksPart = (
    <Checks
      tree={tree}
      faults={faults}
      pending={status === 'saving'}
      measured={measured}
      select={(key) => {
        select(key);
        setPane('form');
      }}
    />
  );
  const formPart = (
    <Section title={place ? text(place.node.name) || t('system.draft.unnamed') : t('system.name')}>
      {place ? (
        <NodeForm
          key={selected}
          tree={tree}
          selected={selected}
          bindings={view.bindings}
          faults={faults.filter((one) => one.key === selected)}
          change={edit}
          leave={leave}
        />
      ) : (
        <SystemForm tree={tree} change={edit} leave={leave} />
      )}
    </Section>
  );
  return (
    <Workbench kind={systemDraft} draft={draft} publish={() => ask('publish')}>
      <div ref={desk}>
        {!wide && (
          <Segmented<Pane>
            block
            className="m-edit-panes"
            value={pane}
            onChange={setPane}
            options={[
              { value: 'tree', label: t('tree.title') },
              { value: 'form', label: t('system.draft.form') },
              { value: 'checks', label: `${t('system.draft.checks')} ${faults.length}` },
            ]}
          />
        )}
        {wide ? (
          <div className="m-edit-desk">
            <div>
              {treePart}
              {checksPart}
            </div>
            <div className="m-edit-side">{formPart}</div>
          </div>
        ) : (
          { tree: treePart, form: formPart, checks: checksPart }[pane]
        )}
      </div>
      {asked === 'delete' && place && (
        <DeleteNode
          node={place.node}
          bindings={view.bindings}
          close={() => focusAfter(() => ask(undefined), selectedRow)}
          remove={() =>
            focusAfter(() => {
              change({ kind: 'edit', content: remove(tree, selected), selected: neighbour(tree, selected) });
              ask(undefined);
            }, selectedRow)
          }
        />
      )}
      {asked === 'publish' && <PublishDraft draft={draft} close={() => ask(undefined)} />}
    </Workbench>
  );
}

function nameField(desk: HTMLElement): HTMLElement | null {
  return desk.querySelector<HTMLElement>('[data-edit-name]');
}

/** How many faults each row has. */
function countsOf(faults: Found[]): Map<string, number> {
  const all = new Map<string, number>();
  for (const { key } of faults) all.set(key, (all.get(key) ?? 0) + 1);
  return all;
}

/** The items behind each indicator, each named once. */
function itemsOf(bindings: Schemas['BindingView'][]): Map<string, string[]> {
  const all = new Map<string, string[]>();
  for (const { indicator, item } of bindings) {
    const known = all.get(indicator) ?? [];
    if (!known.includes(item)) all.set(indicator, [...known, item]);
  }
  return all;
}
