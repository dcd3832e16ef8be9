import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useEffect } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { login, statusQuery } from '../../api/queries/session';
import { Brand } from '../../app/Brand';
import { useLanguage } from '../../lib/i18n';
import { Problem } from '../../ui/Problem';
import { safeNext } from './model';

type Fields = { login: string; password: string };

export default function Login() {
  const { speech, change } = useLanguage();
  const { t, lang } = speech;
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const client = useQueryClient();
  const status = useQuery(statusQuery);
  const enter = useMutation({
    mutationFn: (fields: Fields) => login(client, fields.login.trim(), fields.password),
    onSuccess: (me) => {
      if (me.language === 'zh' || me.language === 'en') change(me.language);
      return navigate(safeNext(params.get('next')), { replace: true });
    },
  });
  useEffect(() => {
    document.title = `${t('session.login')} · ${t('app.name')}`;
  }, [t]);
  return (
    <main className="m-login">
      <div className="m-login-box">
        <Brand />
        <h1>{t('session.login')}</h1>
        {enter.isError && <Problem error={enter.error} />}
        <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => enter.mutate(fields)}>
          <Form.Item
            name="login"
            label={t('session.name')}
            rules={[{ required: true, message: t('session.name_missing') }]}
          >
            <Input autoComplete="username" autoFocus size="large" autoCapitalize="none" spellCheck={false} />
          </Form.Item>
          <Form.Item
            name="password"
            label={t('session.password')}
            rules={[{ required: true, message: t('session.password_missing') }]}
          >
            <Input.Password autoComplete="current-password" size="large" />
          </Form.Item>
          <Button type="primary" htmlType="submit" size="large" block loading={enter.isPending}>
            {t('session.login')}
          </Button>
        </Form>
        {status.data?.demo && <p className="m-note">{t('session.demo')}</p>}
        <p className="m-login-foot">
          <Button type="link" size="small" onClick={() => change(lang === 'zh' ? 'en' : 'zh')}>
            {lang === 'zh' ? 'English' : '中文'}
          </Button>
          <span>{status.data?.version}</span>
        </p>
      </div>
    </main>
  );
}
