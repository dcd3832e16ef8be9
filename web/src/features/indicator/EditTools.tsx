import {
  ArrowDownOutlined,
  ArrowLeftOutlined,
  ArrowRightOutlined,
  ArrowUpOutlined,
  DeleteOutlined,
  EditOutlined,
  PlusOutlined,
} from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useSpeech } from '../../lib/i18n';
import { Tool, UndoRedo } from '../draft/Tool';
import type { Draft } from './draft';
import { find, MAX_LEVELS, type Step, shift } from './edit';

type Props = {
  draft: Draft;
  addBelow: () => void;
  addInside: () => void;
  rename: () => void;
  remove: () => void;
};

/** Everything that can be done to the selected row, for the mouse and the finger. */
export function EditTools({ draft, addBelow, addInside, rename, remove }: Props) {
  const { t } = useSpeech();
  const { state, change } = draft;
  const { content: tree, selected } = state;
  const place = find(tree, selected);
  const step = (to: Step) => {
    const next = shift(tree, selected, to);
    if (next) change({ kind: 'edit', content: next });
  };
  const moves: [Step, ReactNode][] = [
    ['up', <ArrowUpOutlined key="up" />],
    ['down', <ArrowDownOutlined key="down" />],
    ['out', <ArrowLeftOutlined key="out" />],
    ['in', <ArrowRightOutlined key="in" />],
  ];
  return (
    <div className="m-edit-tools" role="toolbar" aria-label={t('system.draft.tools')}>
      <Button icon={<PlusOutlined aria-hidden />} onClick={addBelow}>
        {t(place ? 'system.draft.add' : 'system.draft.add_top')}
      </Button>
      <Button icon={<PlusOutlined aria-hidden />} onClick={addInside} disabled={!place || place.level >= MAX_LEVELS}>
        {t('system.draft.add_inside')}
      </Button>
      <span className="m-edit-tools-rest">
        {moves.map(([to, icon]) => (
          <Tool
            key={to}
            label={t(`system.draft.move.${to}`)}
            icon={icon}
            disabled={!place || shift(tree, selected, to) === undefined}
            act={() => step(to)}
          />
        ))}
        <Tool label={t('system.draft.rename')} icon={<EditOutlined />} act={rename} />
        <Tool label={t('system.draft.delete')} icon={<DeleteOutlined />} disabled={!place} act={remove} />
        <UndoRedo undo={state.past.length > 0} redo={state.future.length > 0} act={(what) => change({ kind: what })} />
      </span>
    </div>
  );
}
