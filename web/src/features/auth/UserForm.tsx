import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input, Radio } from 'antd';
import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';
import { Problem } from '../../ui/Problem';
import { GrantFields } from './GrantFields';
import { type GrantLine, grantsOf, linesOf } from './model';

type Fields = { login: string; name: string; language: 'zh' | 'en'; grants: GrantLine[] };
type Props<T> = {
  /** The account as it is; without it a new one is made, and its login is asked for. */
  user?: Schemas['User'];
  submit: string;
  save: (login: string, profile: Schemas['ProfileBody']) => Promise<T>;
  done: (made: T) => void;
};

/** Who somebody is and what he may do. */
export function UserForm<T>({ user, submit, save, done }: Props<T>) {
  const { t, lang } = useSpeech();
  const run = useMutation({
    mutationFn: ({ login, name, language, grants }: Fields) =>
      save(login ?? user?.login ?? '', { name, language, grants: grantsOf(grants ?? []) }),
    onSuccess: done,
  });
  const start: Partial<Fields> = user
    ? { name: user.name, language: user.language === 'en' ? 'en' : 'zh', grants: linesOf(user.grants) }
    : { language: lang, grants: [{}] };
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      initialValues={start}
      onFinish={(fields) => run.mutate(fields)}
      className="m-user-form"
    >
      {run.isError && <Problem error={run.error} />}
      {!user && (
        <Form.Item
          name="login"
          label={t('user.login')}
          extra={t('user.login_note')}
          rules={[{ required: true, message: t('user.login_missing') }]}
        >
          <Input autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={64} autoFocus />
        </Form.Item>
      )}
      <Form.Item
        name="name"
        label={t('user.name')}
        rules={[{ required: true, whitespace: true, message: t('user.name_missing') }]}
      >
        <Input autoComplete="off" maxLength={100} />
      </Form.Item>
      <Form.Item name="language" label={t('user.language')}>
        <Radio.Group
          options={[
            { value: 'zh', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
        />
      </Form.Item>
      <GrantFields />
      <Button type="primary" htmlType="submit" loading={run.isPending}>
        {submit}
      </Button>
    </Form>
  );
}
