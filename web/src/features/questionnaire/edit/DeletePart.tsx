import { Modal } from 'antd';
import { useSpeech } from '../../../lib/i18n';
import { references } from './codes';
import { type Form, find, type Place } from './form';

type Props = { form: Form; place: Place; remove: () => void; close: () => void };

/** Names what is deleted, what goes with it, and who names it. */
export function DeletePart({ form, place, remove, close }: Props) {
  const { t, text } = useSpeech();
  const items = place.item ? [place.item] : place.section.items;
  const codes = new Set(items.flatMap((item) => [item.code, ...(item.rows ?? []).map((row) => row.code)]));
  const users = references(form, codes, new Set(items.map((item) => item.key)));
  const named = [...new Set(users.map(({ key }) => find(form, key)?.item?.code ?? t('qe.head')))];
  const name = place.item
    ? `${place.item.code} ${text(place.item.text)}`
    : text(place.section.title) || place.section.code;
  return (
    <Modal
      open
      title={t('system.draft.delete_ask', { name })}
      okText={t('system.draft.delete')}
      okButtonProps={{ danger: true, autoFocus: true }}
      cancelText={t('form.cancel')}
      onOk={remove}
      onCancel={close}
    >
      {!place.item && <p>{t('qe.delete.items', { n: items.length })}</p>}
      {named.length > 0 && <p>{t('qe.delete.named', { items: named.join(t('rule.comma')) })}</p>}
      <p>{t('system.draft.delete_undo')}</p>
    </Modal>
  );
}
