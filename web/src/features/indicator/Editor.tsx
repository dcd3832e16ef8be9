import './editor.css';
import { Button, Grid, Segmented } from 'antd';
import { useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';
import { save } from '../../lib/save';
import { Page, Section } from '../../ui/Page';
import { Checks } from './Checks';
import { Conflict } from './Conflict';
import { DeleteNode } from './DeleteNode';
import { DraftTree } from './DraftTree';
import { EditTools } from './EditTools';
import { add, find, keyAt, neighbour, remove, type Tree, toDocument } from './edit';
import { NodeForm } from './NodeForm';
import { PublishDraft } from './PublishDraft';
import { SaveState } from './SaveState';
import { SystemForm } from './SystemForm';
import { useDraft } from './useDraft';

type Pane = 'tree' | 'form' | 'checks';

/** The workbench of a draft: tree at the left with the checks below, the selected indicator at the right. */
export function Editor({ view }: { view: Schemas['IndicatorDraftView'] }) {
  const { t, text: say } = useSpeech();
  const { state, change, text, status, error } = useDraft(view);
  const { tree, selected, server, theirs } = state;
  const wide = Grid.useBreakpoint().lg ?? true;
  const [pane, setPane] = useState<Pane>('tree');
  const [asked, ask] = useState<'delete' | 'publish'>();
  const desk = useRef<HTMLDivElement>(null);

  const faultsOf = useMemo(() => {
    const all = new Map<string, Schemas['Fault'][]>();
    for (const fault of server.faults) {
      const key = keyAt(tree, fault.field ?? '');
      all.set(key, [...(all.get(key) ?? []), fault]);
    }
    return all;
  }, [server.faults, tree]);
  const measured = useMemo(() => itemsOf(view.bindings), [view.bindings]);

  const edit = (next: Tree, field?: string) => change({ kind: 'edit', tree: next, field });
  const select = (key: string) => change({ kind: 'select', selected: key });
  /** Draws what `act` changes and puts the keyboard there at once, before the next key can come. */
  const focusAfter = (act: () => void, what: string) => {
    flushSync(act);
    const found = desk.current?.querySelector<HTMLElement>(what);
    found?.focus();
    if (found instanceof HTMLInputElement) found.select();
  };
  const rename = () => focusAfter(() => setPane('form'), '[data-edit-name]');
  const leave = () => focusAfter(() => setPane('tree'), '[aria-selected="true"]');
  const insert = (parent: string | undefined, index: number) => {
    const added = add(tree, parent, index);
    if (!added) return;
    focusAfter(() => {
      change({ kind: 'edit', tree: added.tree, selected: added.key });
      setPane('form');
    }, '[data-edit-name]');
  };
  const place = find(tree, selected);
  const addBelow = () => (place ? insert(place.parent?.key, place.index + 1) : insert(undefined, tree.nodes.length));
  const addInside = () =>
    place ? insert(place.node.key, place.node.children.length) : insert(undefined, tree.nodes.length);

  if (theirs) {
    return (
      <Conflict mine={text} theirs={theirs} load={(loaded, mine) => change({ kind: 'load', view: loaded, mine })} />
    );
  }

  const treePart = (
    <Section title={wide ? t('tree.title') : undefined} note={wide ? t('system.draft.keys') : undefined}>
      <EditTools
        state={state}
        change={change}
        addBelow={addBelow}
        addInside={addInside}
        rename={rename}
        remove={() => ask('delete')}
      />
      <DraftTree
        tree={tree}
        selected={selected}
        faults={new Map([...faultsOf].map(([key, list]) => [key, list.length]))}
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
      faults={server.faults}
      pending={status === 'saving'}
      measured={measured}
      select={(key) => {
        select(key);
        setPane('form');
      }}
    />
  );
  const formPart = (
    <Section title={place ? say(place.node.name) || t('system.draft.unnamed') : t('system.name')}>
      {place ? (
        <NodeForm
          key={selected}
          tree={tree}
          selected={selected}
          bindings={view.bindings}
          faults={faultsOf.get(selected) ?? []}
          change={edit}
          leave={leave}
        />
      ) : (
        <SystemForm tree={tree} change={edit} leave={leave} />
      )}
    </Section>
  );
  const base = view.base && `${view.base.code} ${view.base.version}`;
  return (
    <Page
      title={say(tree.name) || tree.code}
      subtitle={
        <>
          {tree.code} · {base ? t('system.draft.from', { version: base }) : t('system.draft.draft')} ·{' '}
          <SaveState id={view.id} status={status} server={server} error={error} text={text} />
        </>
      }
      back={{ to: '/indicators', title: t('menu.indicators') }}
      actions={
        <>
          <Button
            onClick={() =>
              save(`${tree.code}-draft.json`, 'application/json', `${JSON.stringify(JSON.parse(text), null, 2)}\n`)
            }
          >
            {t('system.export_json')}
          </Button>
          <Button
            type="primary"
            disabled={status !== 'saved' || server.faults.length > 0}
            onClick={() => ask('publish')}
          >
            {t('system.draft.publish')}
          </Button>
        </>
      }
    >
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
              { value: 'checks', label: `${t('system.draft.checks')} ${server.faults.length}` },
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
          close={() => focusAfter(() => ask(undefined), '[aria-selected="true"]')}
          remove={() =>
            focusAfter(() => {
              change({ kind: 'edit', tree: remove(tree, selected), selected: neighbour(tree, selected) });
              ask(undefined);
            }, '[aria-selected="true"]')
          }
        />
      )}
      {asked === 'publish' && (
        <PublishDraft view={view} document={toDocument(tree)} server={server} close={() => ask(undefined)} />
      )}
    </Page>
  );
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
