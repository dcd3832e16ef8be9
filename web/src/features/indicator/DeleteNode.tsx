import { Modal } from 'antd';
import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';
import { type EditNode, within } from './edit';

type Props = { node: EditNode; bindings: Schemas['BindingView'][]; remove: () => void; close: () => void };

/** Names what is deleted and what goes with it. */
export function DeleteNode({ node, bindings, remove, close }: Props) {
  const { t, text } = useSpeech();
  const all = within(node);
  const codes = new Set(all.map((one) => one.code));
  const items = new Set(bindings.filter((one) => codes.has(one.indicator)).map((one) => one.indicator));
  return (
    <Modal
      open
      title={t('system.draft.delete_ask', { name: text(node.name) || node.code })}
      okText={t('system.draft.delete')}
      okButtonProps={{ danger: true, autoFocus: true }}
      cancelText={t('form.cancel')}
      onOk={remove}
      onCancel={close}
    >
      {all.length > 1 && <p>{t('system.draft.delete_below', { n: all.length - 1 })}</p>}
      {items.size > 0 && <p>{t('system.draft.delete_bound', { n: items.size })}</p>}
      <p>{t('system.draft.delete_undo')}</p>
    </Modal>
  );
}
