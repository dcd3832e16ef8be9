import { ArrowDownOutlined, ArrowUpOutlined, CopyOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { memo } from 'react';
import { useSpeech } from '../../../lib/i18n';
import { Tool, UndoRedo } from '../../draft/Tool';
import { type Kind, kinds } from './change';
import { Menu } from './Menu';
import { typeIcon } from './TypeIcon';

type Props = {
  /** What can be done now. */
  up: boolean;
  down: boolean;
  item: boolean;
  part: boolean;
  undo: boolean;
  redo: boolean;
  add: (kind: Kind) => void;
  /** How often the add menu was called by key. */
  called: number;
  act: (what: Act) => void;
};

export type Act = 'up' | 'down' | 'copy' | 'remove' | 'undo' | 'redo';

/** Everything that can be done to the selected row, for the mouse and the finger. Drawn anew only when that changes. */
export const Tools = memo(function Tools({ up, down, item, part, undo, redo, add, called, act }: Props) {
  const { t } = useSpeech();
  return (
    <div className="m-q-tools" role="toolbar" aria-label={t('qe.tools')}>
      <Menu
        label={t('qe.add')}
        icon={<PlusOutlined aria-hidden />}
        call={called}
        choices={() => kinds.map((kind) => ({ key: kind, label: t(`qe.kind.${kind}`), icon: typeIcon(kind) }))}
        pick={(kind) => add(kind as Kind)}
      />
      <span className="m-q-tools-rest">
        <Tool label={t('system.draft.move.up')} icon={<ArrowUpOutlined />} disabled={!up} act={() => act('up')} />
        <Tool
          label={t('system.draft.move.down')}
          icon={<ArrowDownOutlined />}
          disabled={!down}
          act={() => act('down')}
        />
        <Tool label={t('qe.copy')} icon={<CopyOutlined />} disabled={!item} act={() => act('copy')} />
        <Tool label={t('system.draft.delete')} icon={<DeleteOutlined />} disabled={!part} act={() => act('remove')} />
        <UndoRedo undo={undo} redo={redo} act={act} />
      </span>
    </div>
  );
});
