import { useQuery } from '@tanstack/react-query';
import { Grid, Select, Tabs } from 'antd';
import { type ReactNode, useMemo } from 'react';
import type { Schemas } from '../../api/client';
import { unitQueries } from '../../api/queries/directory';
import type { Batch } from '../../api/queries/mapping';
import { useSpeech } from '../../lib/i18n';
import { useUrlValue } from '../../lib/url';
import { Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { Columns } from './Columns';
import { Items } from './Items';
import { LiveCheck } from './LiveCheck';
import { entriesOf, type Mapping } from './model';
import { Sources } from './Sources';
import { Tools } from './Tools';
import { useMapping } from './useMapping';

type Props = {
  batch: Batch;
  profile: Schemas['ResponseProfile'];
  document: Schemas['QuestionnaireDocument'];
  first: Schemas['BatchMapping'];
};

/** What every part of the editor works on. */
export type Part = {
  mapping: Mapping;
  change: (next: Mapping) => void;
  profile: Schemas['ResponseProfile'];
};

/** Says what the columns and codes of a file mean; every change is tried on all rows at once. */
export function Editor({ batch, profile, document, first }: Props) {
  const { t, count } = useSpeech();
  const [part, setPart] = useUrlValue('part');
  const { mapping, faults, error, dirty, change } = useMapping(batch.id, first);
  const units = useQuery(unitQueries.list());
  const entries = useMemo(() => entriesOf(document), [document]);
  const mapped = entries.filter((entry) => mapping.items.some((item) => item.item === entry.code)).length;
  const shared: Part = { mapping, change, profile };
  return (
    <>
      <LiveCheck batch={batch} mapping={mapping} faults={faults} dirty={dirty} />
      {error !== undefined && <Problem error={error} />}
      <Section>
        <Parts
          part={part || 'items'}
          choose={(next) => setPart(next === 'items' ? undefined : next)}
          parts={[
            {
              key: 'items',
              label: t('mapping.items', { n: count(mapped), all: count(entries.length) }),
              children: <Items {...shared} entries={entries} document={document} />,
            },
            { key: 'sources', label: t('mapping.sources'), children: <Sources {...shared} units={units.data ?? []} /> },
            {
              key: 'columns',
              label: t('mapping.columns', { n: count(profile.columns.length) }),
              children: <Columns {...shared} batch={batch} entries={entries} />,
            },
            { key: 'file', label: t('mapping.tools'), children: <Tools batch={batch} ready={!dirty} /> },
          ]}
        />
      </Section>
    </>
  );
}

type PartsProps = {
  part: string;
  choose: (key: string) => void;
  parts: { key: string; label: string; children: ReactNode }[];
};

/** The parts of the editor: side by side where there is room for their names, else one chosen from a list. */
function Parts({ part, choose, parts }: PartsProps) {
  const { t } = useSpeech();
  const wide = Grid.useBreakpoint().md ?? true;
  if (wide) return <Tabs activeKey={part} onChange={choose} items={parts} />;
  return (
    <>
      <Select
        className="m-map-part"
        aria-label={t('mapping.part')}
        value={part}
        onChange={choose}
        options={parts.map(({ key, label }) => ({ value: key, label }))}
      />
      {parts.find((one) => one.key === part)?.children}
    </>
  );
}
