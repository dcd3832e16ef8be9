import { Link } from 'react-router';
import { useSpeech } from '../lib/i18n';
import { Empty } from './Empty';
import { Page } from './Page';

export function NotFound() {
  const { t } = useSpeech();
  return (
    <Page title={t('missing.title')}>
      <Empty title={t('missing.text')} action={<Link to="/">{t('missing.home')}</Link>} />
    </Page>
  );
}
