import '../../draft/draft.css';
import './edit.css';
import { Grid } from 'antd';
import { useDeferredValue, useState } from 'react';
import type { View } from '../../../api/queries/questionnaire';
import { Conflict } from '../../draft/Conflict';
import { selectedRow, useDesk } from '../../draft/useDesk';
import { useDraft } from '../../draft/useDraft';
import { Workbench } from '../../draft/Workbench';
import { Checks } from './Checks';
import { DeletePart } from './DeletePart';
import { Desk, type Pane } from './Desk';
import { Compared } from './Differences';
import { formDraft } from './draft';
import { OutlinePane } from './OutlinePane';
import { Preview } from './Preview';
import { Properties } from './Properties';
import { PublishDraft } from './PublishDraft';
import { useLeaves } from './Sources';
import { undoOrRedo, useActs } from './useActs';

/** The workbench of a draft: outline, properties of the selected part, live preview and checks. */
export function Editor({ view }: { view: View }) {
  const draft = useDraft(formDraft, view);
  const { state, change, status } = draft;
  const { content: form, selected, faults, warnings, theirs } = state;
  const wide = Grid.useBreakpoint().xl ?? true;
  const [pane, setPane] = useState<Pane>('outline');
  const [asked, ask] = useState<'delete' | 'publish'>();
  const [wanted, want] = useState('');
  const [said, say] = useState('');
  const { desk, focusAfter } = useDesk();
  const acts = useActs(draft, { focusAfter, setPane, ask, say });
  const { place, go, leave, drop } = acts;
  const leaves = useLeaves(form.indicator_system);
  const later = useDeferredValue(form);

  if (theirs) {
    return (
      <Conflict kind={formDraft} draft={draft} theirs={theirs}>
        {(mine) => <Compared from={{ document: theirs.document }} before={theirs.document} now={mine} />}
      </Conflict>
    );
  }
  const parts = {
    outline: <OutlinePane draft={draft} acts={acts} wide={wide} wanted={wanted} want={want} say={say} />,
    form: <Properties state={state} change={change} leaves={leaves} go={go} leave={leave} />,
    preview: <Preview form={later} selected={selected} wide={!wide} />,
    checks: <Checks form={later} faults={faults} warnings={warnings} pending={status === 'saving'} go={go} />,
  };
  return (
    <Workbench kind={formDraft} draft={draft} publish={() => ask('publish')}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: undo and redo work wherever the keyboard is */}
      <div
        ref={desk}
        onKeyDown={(event) => {
          const step = undoOrRedo(event);
          if (!step) return;
          event.preventDefault();
          change({ kind: step });
        }}
      >
        <p className="m-hidden" role="status">
          {said}
        </p>
        <Desk wide={wide} parts={parts} pane={pane} setPane={setPane} found={faults.length + warnings.length} />
      </div>
      {asked === 'delete' && place && (
        <DeletePart
          form={form}
          place={place}
          remove={drop}
          close={() => focusAfter(() => ask(undefined), selectedRow)}
        />
      )}
      {asked === 'publish' && <PublishDraft draft={draft} close={() => ask(undefined)} />}
    </Workbench>
  );
}
