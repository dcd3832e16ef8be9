import { ImportOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { useCan } from '../../app/session';
import { permissions } from '../../lib/can';
import { useSpeech } from '../../lib/i18n';

/** Leads to the files of outside surveys, for waves that promise their respondents nothing that an import could break. */
export function ImportLink({ wave }: { wave: Schemas['WaveSummary'] }) {
  const { t } = useSpeech();
  const can = useCan();
  if (wave.anonymity !== 'named' || !can(permissions.importRun)) return null;
  return (
    <Link to={`/waves/${wave.code}/imports`}>
      <Button icon={<ImportOutlined />}>{t('mapping.open')}</Button>
    </Link>
  );
}
