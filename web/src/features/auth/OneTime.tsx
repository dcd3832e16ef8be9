import { CopyOutlined } from '@ant-design/icons';
import { App, Button, Input } from 'antd';
import { useSpeech } from '../../lib/i18n';

type Props = { title: string; note: string; label: string; value: string };

/** Something that is shown this once and can be copied: an address with a token, a key. */
export function OneTime({ title, note, label, value }: Props) {
  const { t } = useSpeech();
  const { message } = App.useApp();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      message.success(t('once.copied'));
    } catch {
      message.info(t('once.by_hand')); // without TLS browsers lend no clipboard
    }
  };
  return (
    <div role="status" className="m-once">
      <h3>{title}</h3>
      <p>{note}</p>
      <Input.TextArea
        aria-label={label}
        value={value}
        readOnly
        autoSize
        className="m-once-value"
        onFocus={(event) => event.target.select()}
      />
      <Button icon={<CopyOutlined aria-hidden />} onClick={copy}>
        {t('once.copy')}
      </Button>
    </div>
  );
}
