import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, InputNumber, Select } from 'antd';
import { useSpeech } from '../../lib/i18n';
import type { Range } from './model';

type Props = {
  name: string;
  ranges: Range[];
  targets: { value: string; label: string }[];
  set: (ranges: Range[]) => void;
};

/** Translations of numbers by ranges, both ends included. */
export function Ranges({ name, ranges, targets, set }: Props) {
  const { t } = useSpeech();
  const change = (at: number, part: Partial<Range>) =>
    set(ranges.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <div className="m-map-ranges">
      {ranges.map((range, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a range has no name of its own
        <div key={at} className="m-map-range">
          <InputNumber
            aria-label={t('mapping.range_from', { name })}
            value={range.from}
            onChange={(next) => change(at, { from: next ?? 0 })}
          />
          –
          <InputNumber
            aria-label={t('mapping.range_to', { name })}
            value={range.to}
            onChange={(next) => change(at, { to: next ?? 0 })}
          />
          <Select
            className="m-map-select"
            aria-label={t('mapping.range_code', { name })}
            showSearch={{ optionFilterProp: 'label' }}
            popupMatchSelectWidth={false}
            value={range.code || undefined}
            onChange={(code: string) => change(at, { code })}
            options={targets}
          />
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t('mapping.range_drop', { name })}
            onClick={() => set(ranges.filter((_, index) => index !== at))}
          />
        </div>
      ))}
      <Button
        size="small"
        type="dashed"
        icon={<PlusOutlined />}
        onClick={() => set([...ranges, { from: 0, to: 0, code: targets[0]?.value ?? '' }])}
      >
        {t('mapping.range_add')}
      </Button>
    </div>
  );
}
