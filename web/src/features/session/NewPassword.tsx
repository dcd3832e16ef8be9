import { Form, Input } from 'antd';
import { useSpeech } from '../../lib/i18n';
import { passwordFault, SHORTEST } from './model';

type Props = {
  /** Larger, where it is all there is on the page; the keyboard begins here then. */
  large?: boolean;
};

/** A new password, twice, as the fields "next" and "again" of a form; not the one in the field "old". */
export function NewPassword({ large = false }: Props) {
  const { t } = useSpeech();
  const size = large ? 'large' : undefined;
  return (
    <>
      <Form.Item
        name="next"
        label={t('password.next')}
        extra={t('password.rule', { n: SHORTEST })}
        rules={[
          ({ getFieldValue }) => ({
            validator: async (_, value = '') => {
              const fault = passwordFault(value, getFieldValue('old') ?? '');
              if (fault) throw new Error(t(`password.${fault}`, { n: SHORTEST }));
            },
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" size={size} autoFocus={large} />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('password.again')}
        dependencies={['next']}
        rules={[
          ({ getFieldValue }) => ({
            validator: async (_, value) => {
              if (value !== getFieldValue('next')) throw new Error(t('password.differs'));
            },
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" size={size} />
      </Form.Item>
    </>
  );
}
