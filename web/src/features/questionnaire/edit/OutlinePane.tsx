import { Input } from 'antd';
import { useMemo, useState } from 'react';
import { useSpeech } from '../../../lib/i18n';
import { Section } from '../../../ui/Page';
import type { Found } from '../../draft/editing';
import { useStable } from '../../draft/useStable';
import { type Kind, shift } from './change';
import type { Draft } from './draft';
import { type Marks, Outline } from './Outline';
import { Tools } from './Tools';
import type { Acts } from './useActs';

type Props = {
  draft: Draft;
  acts: Acts;
  wide: boolean;
  /** What is looked for in the outline. */
  wanted: string;
  want: (text: string) => void;
  say: (text: string) => void;
};

/** The outline with what can be done to its selected row. */
export function OutlinePane({ draft, acts, wide, wanted, want, say }: Props) {
  const { t } = useSpeech();
  const { state, change } = draft;
  const { content: form, selected, faults, warnings } = state;
  const [called, call] = useState(0);
  const marks = useMemo(() => marksOf(faults, warnings), [faults, warnings]);
  const add = useStable((kind: Kind) => {
    want(''); // so that the new row is in sight
    acts.add(kind);
  });
  return (
    <Section>
      <Tools
        up={shift(form, selected, 'up') !== undefined}
        down={shift(form, selected, 'down') !== undefined}
        item={acts.place?.item !== undefined}
        part={acts.place !== undefined}
        undo={state.past.length > 0}
        redo={state.future.length > 0}
        add={add}
        called={called}
        act={acts.act}
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
        remove={acts.wantsDrop}
        add={() => call(called + 1)}
        enter={acts.enter}
        say={say}
      />
      {wide && <p className="m-muted m-q-keys">{t('qe.keys')}</p>}
    </Section>
  );
}

/** How many faults and warnings each row has. */
function marksOf(faults: Found[], warnings: Found[]): Map<string, Marks> {
  const all = new Map<string, Marks>();
  const note = (key: string, what: keyof Marks) => {
    const known = all.get(key) ?? { faults: 0, warnings: 0 };
    all.set(key, { ...known, [what]: known[what] + 1 });
  };
  for (const one of faults) note(one.key, 'faults');
  for (const one of warnings) note(one.key, 'warnings');
  return all;
}
