import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Form, Radio, TreeSelect } from 'antd';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { type ExportOptions, requestExport } from '../../api/queries/export';
import { useSpeech } from '../../lib/i18n';
import { Problem } from '../../ui/Problem';
import { useWaveUnits } from '../directory/useWaveUnits';
import { initial, sent } from './model';

/** What the file holds and how. */
export function ExportForm({ wave }: { wave: Schemas['WaveSummary'] }) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const [options, setOptions] = useState(initial);
  const run = useMutation({ mutationFn: () => requestExport(client, wave.code, sent(options, wave)) });
  const set = (change: Partial<ExportOptions>) => setOptions((old) => ({ ...old, ...change }));
  const sav = options.format === 'sav';
  return (
    <Form layout="vertical" onFinish={() => run.mutate()}>
      <Choice
        label={t('export.format')}
        value={options.format}
        onChange={(format) => set({ format })}
        options={[
          { value: 'xlsx', label: 'Excel' },
          { value: 'csv', label: 'CSV' },
          { value: 'sav', label: 'SPSS' },
        ]}
        note={t(`export.format.${options.format}`)}
      />
      <Choice
        label={t('export.states')}
        value={options.states}
        onChange={(states) => set({ states })}
        options={(['complete', 'partial', 'all'] as const).map((one) => ({
          value: one,
          label: t(`export.states.${one}`),
        }))}
      />
      <UnitChoice wave={wave.code} value={options.unit} onChange={(unit) => set({ unit })} />
      {!sav && (
        <Choice
          label={t('export.values')}
          value={options.values}
          onChange={(values) => set({ values })}
          options={(['both', 'codes', 'labels'] as const).map((one) => ({
            value: one,
            label: t(`export.values.${one}`),
          }))}
        />
      )}
      <Choice
        label={t('export.multiple')}
        value={options.multiple}
        onChange={(multiple) => set({ multiple })}
        options={(['columns', 'cell'] as const).map((one) => ({ value: one, label: t(`export.multiple.${one}`) }))}
      />
      {wave.anonymity === 'anonymous' ? (
        <p className="m-note">{t('export.anonymous')}</p>
      ) : (
        <Form.Item>
          <Checkbox
            checked={options.weights === 'imported'}
            onChange={(event) => set({ weights: event.target.checked ? 'imported' : 'none' })}
          >
            {t('export.weights')}
          </Checkbox>
          <Checkbox checked={options.receipts} onChange={(event) => set({ receipts: event.target.checked })}>
            {t('export.receipts')}
          </Checkbox>
        </Form.Item>
      )}
      {run.isError && <Problem error={run.error} />}
      <Button type="primary" htmlType="submit" loading={run.isPending}>
        {t('export.make')}
      </Button>
      <p className="m-note">{t('export.logged')}</p>
    </Form>
  );
}

type ChoiceProps<T extends string> = {
  label: string;
  value: T;
  onChange: (value: T) => void;
  options: { value: T; label: string }[];
  note?: string;
};

/** One of a few, all of them in sight. */
function Choice<T extends string>({ label, value, onChange, options, note }: ChoiceProps<T>) {
  return (
    <Form.Item label={label} extra={note}>
      <Radio.Group
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value as T)}
        options={options}
      />
    </Form.Item>
  );
}

type UnitChoiceProps = { wave: string; value: string; onChange: (unit: string) => void };

/** All units of the wave, or one with those below it. */
function UnitChoice({ wave, value, onChange }: UnitChoiceProps) {
  const { t } = useSpeech();
  const tree = useWaveUnits(wave);
  return (
    <Form.Item label={t('export.unit')}>
      <TreeSelect
        aria-label={t('export.unit')}
        placeholder={t('export.all_units')}
        value={value || undefined}
        onChange={(unit?: string) => onChange(unit ?? '')}
        treeData={tree}
        treeNodeFilterProp="title"
        treeDefaultExpandedKeys={tree.map((node) => node.value)}
        showSearch
        allowClear
      />
    </Form.Item>
  );
}
