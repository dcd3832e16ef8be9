import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  CopyOutlined,
  DeleteOutlined,
  PlusOutlined,
  RedoOutlined,
  UndoOutlined,
} from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useSpeech } from '../../../lib/i18n';
import { type Kind, kinds, shift } from './change';
import type { Change, Editing } from './editing';
import { find } from './form';
import { Menu } from './Menu';
import { typeIcon } from './TypeIcon';

type Props = {
  state: Editing;
  change: (change: Change) => void;
  add: (kind: Kind) => void;
  /** How often the add menu was called by key. */
  called: number;
  copy: () => void;
  remove: () => void;
};

/** Everything that can be done to the selected row, for the mouse and the finger. */
export function Tools({ state, change, add, called, copy, remove }: Props) {
  const { t } = useSpeech();
  const { form, selected } = state;
  const place = find(form, selected);
  const step = (to: 'up' | 'down') => {
    const next = shift(form, selected, to);
    if (next) change({ kind: 'edit', form: next });
  };
  return (
    <div className="m-q-tools" role="toolbar" aria-label={t('qe.tools')}>
      <Menu
        label={t('qe.add')}
        icon={<PlusOutlined aria-hidden />}
        call={called}
        choices={kinds.map((kind) => ({ key: kind, label: t(`qe.kind.${kind}`), icon: typeIcon(kind) }))}
        pick={(kind) => add(kind as Kind)}
      />
      <span className="m-q-tools-rest">
        <Tool
          label={t('system.draft.move.up')}
          icon={<ArrowUpOutlined />}
          disabled={!shift(form, selected, 'up')}
          act={() => step('up')}
        />
        <Tool
          label={t('system.draft.move.down')}
          icon={<ArrowDownOutlined />}
          disabled={!shift(form, selected, 'down')}
          act={() => step('down')}
        />
        <Tool label={t('qe.copy')} icon={<CopyOutlined />} disabled={!place?.item} act={copy} />
        <Tool label={t('system.draft.delete')} icon={<DeleteOutlined />} disabled={!place} act={remove} />
        <Tool
          label={t('system.draft.undo')}
          icon={<UndoOutlined />}
          disabled={state.past.length === 0}
          act={() => change({ kind: 'undo' })}
        />
        <Tool
          label={t('system.draft.redo')}
          icon={<RedoOutlined />}
          disabled={state.future.length === 0}
          act={() => change({ kind: 'redo' })}
        />
      </span>
    </div>
  );
}

type ToolProps = { label: string; icon: ReactNode; disabled?: boolean; act: () => void };

function Tool({ label, icon, disabled, act }: ToolProps) {
  return (
    <Tooltip title={label}>
      <Button type="text" aria-label={label} icon={icon} disabled={disabled} onClick={act} />
    </Tooltip>
  );
}
