import '../../indicator/editor.css';
import './edit.css';
import { Button, Grid, Input, Segmented } from 'antd';
import { type KeyboardEvent, useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { View } from '../../../api/queries/questionnaire';
import { useSpeech } from '../../../lib/i18n';
import { save } from '../../../lib/save';
import { Page, Section } from '../../../ui/Page';
import type { Leaf } from './binding';
import { Checks } from './Checks';
import { Conflict } from './Conflict';
import { addItem, addSection, duplicate, type Kind, neighbour, remove, shift } from './change';
import { references } from './codes';
import { DeletePart } from './DeletePart';
import { type Change, type Editing, fileOf } from './editing';
import { faultText } from './faultText';
import { type Form, find, SCALES, SOURCES, toDocument } from './form';
import { ItemForm } from './ItemForm';
import { HeadForm, ScaleForm, SectionForm } from './OtherForms';
import { type Marks, Outline } from './Outline';
import { Preview } from './Preview';
import { PublishDraft } from './PublishDraft';
import { phrase } from './phrase';
import { fallbacks } from './place';
import { SaveState } from './SaveState';
import { Sources, useLeaves } from './Sources';
import { type Act, Tools } from './Tools';
import { useDraft } from './useDraft';
import { useStable } from './useStable';

type Pane = 'outline' | 'form' | 'preview' | 'checks';

/** The workbench of a draft: outline, properties of the selected part, live preview and checks. */
export function Editor({ view }: { view: View }) {
  const { t, text } = useSpeech();
  const { state, change, status, error } = useDraft(view);
  const { form, selected, server, faults, warnings, theirs } = state;
  const wide = Grid.useBreakpoint().xl ?? true;
  const [pane, setPane] = useState<Pane>('outline');
  const [side, setSide] = useState<'preview' | 'checks'>('preview');
  const [asked, ask] = useState<'delete' | 'publish'>();
  const [called, call] = useState(0);
  const [wanted, want] = useState('');
  const [said, say] = useState('');
  const desk = useRef<HTMLDivElement>(null);
  const leaves = useLeaves(form.indicator_system);
  const later = useDeferredValue(form);

  const marks = useMemo(() => {
    const all = new Map<string, Marks>();
    const note = (key: string, what: keyof Marks) => {
      const known = all.get(key) ?? { faults: 0, warnings: 0 };
      all.set(key, { ...known, [what]: known[what] + 1 });
    };
    for (const one of faults) note(one.key, 'faults');
    for (const one of warnings) note(one.key, 'warnings');
    return all;
  }, [faults, warnings]);

  /** Draws what `act` changes and puts the keyboard there at once, before the next key can come. */
  const focusAfter = useCallback((act: () => void, find: (desk: HTMLElement) => HTMLElement | null | undefined) => {
    flushSync(act);
    if (!desk.current) return;
    const found = find(desk.current);
    found?.focus();
    if (found instanceof HTMLInputElement && found.type === 'text') found.select();
  }, []);
  const row = (box: HTMLElement) => box.querySelector<HTMLElement>('[aria-selected="true"]');
  const enter = () => focusAfter(() => setPane('form'), firstText);
  const leave = () => focusAfter(() => setPane('outline'), row);
  const go = useCallback(
    (key: string, field: string) =>
      focusAfter(
        () => {
          change({ kind: 'select', selected: key });
          setPane('form');
        },
        (box) => spot(box, field),
      ),
    [change, focusAfter],
  );
  const add = useStable((kind: Kind) => {
    const added = kind === 'section' ? addSection(form, selected) : addItem(form, selected, kind, phrase);
    focusAfter(() => {
      want('');
      change({ kind: 'edit', form: added.form, selected: added.key });
      setPane('form');
    }, firstText);
  });
  const place = find(form, selected);
  const drop = () =>
    focusAfter(() => {
      change({ kind: 'edit', form: remove(form, selected), selected: neighbour(form, selected) });
      ask(undefined);
      say(t('qe.removed'));
    }, row);
  const wantsDelete = () => {
    if (!place) return;
    if (place.item ? named(form, selected) : place.section.items.length > 0) ask('delete');
    else drop();
  };
  const copy = () => {
    const made = duplicate(form, selected);
    if (made) change({ kind: 'edit', form: made.form, selected: made.key });
  };
  const act = useStable((what: Act) => {
    if (what === 'copy') copy();
    else if (what === 'remove') wantsDelete();
    else if (what === 'undo' || what === 'redo') change({ kind: what });
    else {
      const moved = shift(form, selected, what);
      if (moved) change({ kind: 'edit', form: moved });
    }
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const local = event.target instanceof HTMLElement && event.target.dataset.local !== undefined;
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && (key === 'z' || key === 'y') && !local) {
      event.preventDefault();
      change({ kind: key === 'y' || event.shiftKey ? 'redo' : 'undo' });
    }
  };

  if (theirs) {
    return (
      <Conflict mine={form} theirs={theirs} load={(loaded, mine) => change({ kind: 'load', view: loaded, mine })} />
    );
  }

  const outline = (
    <Section>
      <Tools
        up={shift(form, selected, 'up') !== undefined}
        down={shift(form, selected, 'down') !== undefined}
        item={place?.item !== undefined}
        part={place !== undefined}
        undo={state.past.length > 0}
        redo={state.future.length > 0}
        add={add}
        called={called}
        act={act}
      />
      <Input
        type="search"
        allowClear
        size="small"
        className="m-q-search"
        aria-label={t('qe.search')}
        placeholder={t('qe.search')}
        data-local=""
        value={wanted}
        onChange={(event) => want(event.target.value)}
      />
      <Outline
        form={form}
        selected={selected}
        wanted={wanted}
        marks={marks}
        change={change}
        remove={wantsDelete}
        add={() => call(called + 1)}
        enter={enter}
        say={say}
      />
      {wide && <p className="m-muted m-q-keys">{t('qe.keys')}</p>}
    </Section>
  );
  const parts = {
    outline,
    form: <Properties state={state} change={change} leaves={leaves} go={go} leave={leave} />,
    preview: <Preview form={later} selected={selected} wide={!wide} />,
    checks: <Checks form={later} faults={faults} warnings={warnings} pending={status === 'saving'} go={go} />,
  };
  const checksLabel =
    faults.length + warnings.length > 0
      ? `${t('system.draft.checks')} ${faults.length + warnings.length}`
      : t('system.draft.checks');
  const base = view.base && `${view.base.code} ${view.base.version}`;
  return (
    <Page
      title={text(form.title) || form.code}
      subtitle={
        <>
          {form.code} · {base ? t('system.draft.from', { version: base }) : t('system.draft.draft')} ·{' '}
          <SaveState id={view.id} status={status} server={server} error={error} form={form} />
        </>
      }
      back={{ to: '/questionnaires', title: t('menu.questionnaires') }}
      actions={
        <>
          <Button onClick={() => save(`${form.code}-draft.json`, 'application/json', fileOf(form))}>
            {t('system.export_json')}
          </Button>
          <Button type="primary" disabled={status !== 'saved' || faults.length > 0} onClick={() => ask('publish')}>
            {t('system.draft.publish')}
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: undo and redo work wherever the keyboard is */}
      <div ref={desk} onKeyDown={onKeyDown}>
        <p className="m-hidden" role="status">
          {said}
        </p>
        {!wide && (
          <Segmented<Pane>
            block
            className="m-edit-panes"
            value={pane}
            onChange={setPane}
            options={[
              { value: 'outline', label: t('qe.outline') },
              { value: 'form', label: t('qe.form') },
              { value: 'preview', label: t('qe.preview') },
              { value: 'checks', label: checksLabel },
            ]}
          />
        )}
        {wide ? (
          <div className="m-q-desk">
            <div className="m-q-left">{parts.outline}</div>
            <div className="m-q-middle">{parts.form}</div>
            <div className="m-q-right">
              <Section>
                <Segmented<'preview' | 'checks'>
                  block
                  value={side}
                  onChange={setSide}
                  options={[
                    { value: 'preview', label: t('qe.preview') },
                    { value: 'checks', label: checksLabel },
                  ]}
                />
                {parts[side]}
              </Section>
            </div>
          </div>
        ) : pane === 'outline' || pane === 'form' ? (
          parts[pane]
        ) : (
          <Section>{parts[pane]}</Section>
        )}
      </div>
      {asked === 'delete' && place && (
        <DeletePart form={form} place={place} remove={drop} close={() => focusAfter(() => ask(undefined), row)} />
      )}
      {asked === 'publish' && (
        <PublishDraft view={view} document={toDocument(form)} server={server} close={() => ask(undefined)} />
      )}
    </Page>
  );
}

/** The text to begin with, else the first field of the form. */
function firstText(desk: HTMLElement): HTMLElement | null {
  const box = desk.querySelector<HTMLElement>('[data-edit-form]');
  return (
    box?.querySelector<HTMLElement>('[data-field^="text."], [data-field^="title."]') ??
    box?.querySelector<HTMLElement>('input, textarea') ??
    null
  );
}

/** Reports whether others name an item or one of its rows. */
function named(form: Form, key: string): boolean {
  const item = find(form, key)?.item;
  if (!item) return false;
  const codes = new Set([item.code, ...(item.rows ?? []).map((one) => one.code)]);
  return references(form, codes, new Set([key])).length > 0;
}

/** The control a fault is about: the nearest that bears its name. */
function spot(desk: HTMLElement, field: string): HTMLElement | null {
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

type PropertiesProps = {
  state: Editing;
  change: (change: Change) => void;
  leaves: Leaf[] | undefined;
  go: (key: string, field: string) => void;
  leave: () => void;
};

/** The form of the selected row. Escape leads back to the outline. */
function Properties({ state, change, leaves, go, leave }: PropertiesProps) {
  const speech = useSpeech();
  const { t } = speech;
  const { form, selected, faults, warnings } = state;
  const place = find(form, selected);
  const here = [...faults, ...warnings].filter((one) => one.key === selected);
  const title = place
    ? place.item
      ? `${t(`qe.kind.${place.item.type as Kind}`)} ${place.item.code}`
      : t('qe.kind.section')
    : t(selected === SCALES ? 'qe.scales' : selected === SOURCES ? 'qe.sources' : 'qe.head');
  return (
    <Section title={title}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape works in every field */}
      <div
        data-edit-form=""
        key={selected}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || document.querySelector('.ant-select-open')) return;
          event.preventDefault();
          leave();
        }}
      >
        {here.length > 0 && (
          <ul className="m-q-here">
            {here.map((one, i) => (
              // Two faults may be of one kind at one place; the list is never reordered.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <li key={i} className={faults.includes(one) ? 'm-q-wrong' : undefined}>
                <button type="button" onClick={() => go(selected, one.field)}>
                  {faultText(one, speech)}
                </button>
              </li>
            ))}
          </ul>
        )}
        {place?.item ? (
          <ItemForm form={form} item={place.item} at={place.at} leaves={leaves} change={change} />
        ) : place ? (
          <SectionForm form={form} section={place.section} change={change} />
        ) : selected === SCALES ? (
          <ScaleForm form={form} change={change} />
        ) : selected === SOURCES ? (
          <Sources form={form} leaves={leaves} change={change} go={go} />
        ) : (
          <HeadForm form={form} change={change} />
        )}
      </div>
    </Section>
  );
}
