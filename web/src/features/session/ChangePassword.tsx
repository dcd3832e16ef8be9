import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input } from 'antd';
import { useNavigate } from 'react-router';
import { changePassword } from '../../api/queries/session';
import { useMe } from '../../app/session';
import { useSpeech } from '../../lib/i18n';
import { Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { NewPassword } from './NewPassword';

type Fields = { old: string; next: string; again: string };

/** Everybody's own password; asked for at once where somebody else chose the first one. */
export default function ChangePassword() {
  const { t } = useSpeech();
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const change = useMutation({
    mutationFn: (fields: Fields) => changePassword(client, fields.old, fields.next),
    onSuccess: () => {
      message.success(t('password.done'));
      return navigate('/', { replace: true });
    },
  });
  return (
    <Page title={t('password.title')}>
      <Section>
        <Form<Fields>
          layout="vertical"
          className="m-form"
          requiredMark={false}
          onFinish={(fields) => change.mutate(fields)}
        >
          {me.must_change && <Alert type="info" showIcon title={t('password.must')} className="m-problem" />}
          {change.isError && <Problem error={change.error} />}
          <input type="text" autoComplete="username" value={me.login} readOnly hidden />
          <Form.Item
            name="old"
            label={t('password.old')}
            rules={[{ required: true, message: t('password.old_missing') }]}
          >
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <NewPassword />
          <Button type="primary" htmlType="submit" loading={change.isPending}>
            {t('password.save')}
          </Button>
        </Form>
      </Section>
    </Page>
  );
}
