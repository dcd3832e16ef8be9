import { RedoOutlined, UndoOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useSpeech } from '../../lib/i18n';

type Props = { label: string; icon: ReactNode; disabled?: boolean; act: () => void };

/** One button of a desk's tools: a picture with its name. */
export function Tool({ label, icon, disabled, act }: Props) {
  return (
    <Tooltip title={label}>
      <Button type="text" aria-label={label} icon={icon} disabled={disabled} onClick={act} />
    </Tooltip>
  );
}

type StepsProps = { undo: boolean; redo: boolean; act: (what: 'undo' | 'redo') => void };

/** One step back, one step forward. */
export function UndoRedo({ undo, redo, act }: StepsProps) {
  const { t } = useSpeech();
  return (
    <>
      <Tool label={t('system.draft.undo')} icon={<UndoOutlined />} disabled={!undo} act={() => act('undo')} />
      <Tool label={t('system.draft.redo')} icon={<RedoOutlined />} disabled={!redo} act={() => act('redo')} />
    </>
  );
}
