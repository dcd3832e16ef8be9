import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { chooseByLink, linkOwnerQuery } from '../../api/queries/auth';
import { Brand } from '../../app/Brand';
import { useLanguage } from '../../lib/i18n';
import { Loaded } from '../../ui/Loaded';
import { Problem } from '../../ui/Problem';
import { NewPassword } from './NewPassword';

type Fields = { next: string; again: string };

/**
 * Where a link to a password leads. The token stands behind the # of the address, which browsers send to nobody; it leaves
 * the address at once, so that it is not in the history either.
 */
export default function Welcome() {
  const { speech, change } = useLanguage();
  const { t, lang } = speech;
  const [token, setToken] = useState(() => window.location.hash.slice(1));
  const owner = useQuery(linkOwnerQuery(token));
  useEffect(() => {
    document.title = `${t('welcome.title')} · ${t('app.name')}`;
  }, [t]);
  useEffect(() => {
    const take = () => {
      const next = window.location.hash.slice(1);
      if (next) setToken(next);
      window.history.replaceState(window.history.state, '', window.location.pathname);
    };
    take();
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, []);
  return (
    <main className="m-login">
      <div className="m-login-box">
        <Brand />
        <h1>{t('welcome.title')}</h1>
        <Loaded query={owner} shape="page">
          {({ login, name, kind }) => (
            <>
              <p className="m-login-text">{t(`welcome.${kind}`, { name })}</p>
              <Choose key={token} token={token} login={login} />
            </>
          )}
        </Loaded>
        {owner.isError && (
          <p className="m-note">
            <Link to="/login">{t('welcome.login')}</Link>
          </p>
        )}
        <p className="m-login-foot">
          <Button type="link" size="small" onClick={() => change(lang === 'zh' ? 'en' : 'zh')}>
            {lang === 'zh' ? 'English' : '中文'}
          </Button>
        </p>
      </div>
    </main>
  );
}

function Choose({ token, login }: { token: string; login: string }) {
  const { speech, change } = useLanguage();
  const { t } = speech;
  const client = useQueryClient();
  const navigate = useNavigate();
  const run = useMutation({
    mutationFn: ({ next }: Fields) => chooseByLink(client, token, next),
    onSuccess: (me) => {
      if (me.language === 'zh' || me.language === 'en') change(me.language);
      return navigate('/', { replace: true });
    },
  });
  return (
    <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => run.mutate(fields)}>
      {run.isError && <Problem error={run.error} />}
      <Form.Item label={t('session.name')}>
        <Input autoComplete="username" value={login} readOnly size="large" aria-label={t('session.name')} />
      </Form.Item>
      <NewPassword large />
      <Button type="primary" htmlType="submit" size="large" block loading={run.isPending}>
        {t('welcome.enter')}
      </Button>
    </Form>
  );
}
