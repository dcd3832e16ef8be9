import { Descriptions } from 'antd';
import { useSpeech } from '../../lib/i18n';

type Props = { rows: number; created: number; changed: number; unchanged: number; faulty: number };

/** What a table of records would do, or did: how many rows of each kind. */
export function Counts(counts: Props) {
  const { t, count } = useSpeech();
  return (
    <Descriptions
      column={{ xs: 2, sm: 3, md: 5 }}
      layout="vertical"
      items={(['rows', 'created', 'changed', 'unchanged', 'faulty'] as const).map((key) => ({
        key,
        label: t(`customer.${key}`),
        children: count(counts[key]),
      }))}
    />
  );
}
