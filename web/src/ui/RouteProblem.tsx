import { Button } from 'antd';
import { useSpeech } from '../lib/i18n';
import { Empty } from './Empty';

/** A page that broke: nothing was lost on the server, loading anew usually helps. */
export function RouteProblem() {
  const { t } = useSpeech();
  return (
    <main className="m-page">
      <Empty
        title={t('problem.page')}
        action={<Button onClick={() => location.reload()}>{t('problem.reload')}</Button>}
      >
        {t('problem.page_hint')}
      </Empty>
    </main>
  );
}
