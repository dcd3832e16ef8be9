import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useSpeech } from '../../../lib/i18n';

/** Moves an option or a row one place, for the finger. */
export function Steps({ label, step }: { label: string; step: (by: -1 | 1) => void }) {
  const { t } = useSpeech();
  return (
    <span>
      <Button
        type="text"
        size="small"
        icon={<ArrowUpOutlined />}
        aria-label={`${t('system.draft.move.up')} ${label}`}
        onClick={() => step(-1)}
      />
      <Button
        type="text"
        size="small"
        icon={<ArrowDownOutlined />}
        aria-label={`${t('system.draft.move.down')} ${label}`}
        onClick={() => step(1)}
      />
    </span>
  );
}
