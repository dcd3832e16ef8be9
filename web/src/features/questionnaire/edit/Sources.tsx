import { useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useMemo } from 'react';
import { indicatorQueries } from '../../../api/queries/indicator';
import { useSpeech } from '../../../lib/i18n';
import { Field } from '../../../ui/Field';
import { type Leaf, leavesOf, sources, unbound } from './binding';
import type { Change } from './draft';
import type { Form } from './form';
import { Part } from './Texts';

/** The leaves of the indicator system a questionnaire names; undefined while there is none. */
export function useLeaves(system: Form['indicator_system']): Leaf[] | undefined {
  const { code = '', version = '' } = system ?? {};
  const found = useQuery({ ...indicatorQueries.one(code, version), enabled: system !== undefined, retry: false });
  const nodes = system && found.data?.document.nodes;
  return useMemo(() => nodes && leavesOf(nodes), [nodes]);
}

type Props = {
  form: Form;
  leaves: Leaf[] | undefined;
  change: (change: Change) => void;
  /** Leads to an item. */
  go: (key: string, field: string) => void;
};

/** Which indicator system the answers count for, which leaves have a source, and which rated items count for none. */
export function Sources({ form, leaves, change, go }: Props) {
  const { t, text } = useSpeech();
  const systems = useQuery(indicatorQueries.list);
  const system = form.indicator_system;
  const named = system ? `${system.code}@${system.version}` : '';
  const all = sources(form);
  const open = (leaves ?? []).filter((leaf) => !all.has(leaf.code));
  const loose = unbound(form);
  const options = [
    { value: '', label: t('qe.sources.none') },
    ...(systems.data ?? []).map((one) => ({
      value: `${one.code}@${one.version}`,
      label: `${text(one.name)} ${one.version}`,
    })),
  ];
  if (named && !options.some((one) => one.value === named)) options.push({ value: named, label: named });
  return (
    <div className="m-edit-form">
      <Field label={t('qe.sources.system')} note={t('qe.sources.system_note')}>
        {(id) => (
          <Select
            id={id}
            data-field="system"
            value={named}
            loading={systems.isPending}
            onChange={(value) => {
              const [code, version] = value.split('@');
              const next = code && version ? { code, version } : undefined;
              change({ kind: 'apply', edit: (now) => ({ ...now, indicator_system: next }) });
            }}
            options={options}
          />
        )}
      </Field>
      {leaves && (
        <p className={open.length > 0 ? 'm-q-wrong' : undefined} role="status">
          {open.length > 0
            ? t('qe.sources.open', { n: open.length, of: leaves.length })
            : t('qe.sources.complete', { n: leaves.length })}
        </p>
      )}
      {leaves && (
        <Part title={t('qe.sources.leaves')}>
          <ul className="m-q-sources">
            {[...open, ...leaves.filter((leaf) => all.has(leaf.code))].map((leaf) => (
              <li key={leaf.code}>
                <span>
                  {text(leaf.name)} <span className="m-muted">{leaf.path.map((one) => text(one)).join(' / ')}</span>
                </span>
                <span>
                  {all.get(leaf.code)?.map((one) => (
                    <Button
                      key={one.code}
                      type="link"
                      size="small"
                      className="m-cell-link"
                      onClick={() => go(one.key, 'binding.indicator')}
                    >
                      {one.code}
                    </Button>
                  )) ?? <span className="m-q-wrong">{t('qe.sources.no_source')}</span>}
                </span>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {loose.length > 0 && (
        <Part title={t('qe.sources.loose')} note={t('qe.sources.loose_note')}>
          <ul className="m-q-sources">
            {loose.map((one) => (
              <li key={one.code}>
                <Button
                  type="link"
                  size="small"
                  className="m-cell-link"
                  onClick={() => go(one.key, 'binding.indicator')}
                >
                  {one.code} {text(one.text)}
                </Button>
              </li>
            ))}
          </ul>
        </Part>
      )}
    </div>
  );
}
