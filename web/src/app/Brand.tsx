import { useQuery } from '@tanstack/react-query';
import { Tag } from 'antd';
import { root } from '../api/client';
import { statusQuery } from '../api/queries/session';
import { useSpeech } from '../lib/i18n';

/** The product's mark with the organisation that uses it. */
export function Brand() {
  const { t, text } = useSpeech();
  const status = useQuery(statusQuery);
  return (
    <div className="m-brand">
      <img src={`${root}/favicon.svg`} alt="" width={28} height={28} />
      <div className="m-brand-words">
        <strong>{t('app.name')}</strong>
        <span>{text(status.data?.organisation)}</span>
      </div>
      {status.data?.demo && <Tag variant="outlined">{t('app.demo')}</Tag>}
    </div>
  );
}
