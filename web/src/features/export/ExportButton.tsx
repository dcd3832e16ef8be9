import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { lazy, Suspense } from 'react';
import type { Schemas } from '../../api/client';
import { useCan } from '../../app/session';
import { permissions } from '../../lib/can';
import { useSpeech } from '../../lib/i18n';
import { useUrlValue } from '../../lib/url';

const ExportDrawer = lazy(() => import('./ExportDrawer'));

/** Opens the exports of a wave, for those who may read single answers; the open drawer has an address of its own. */
export function ExportButton({ wave }: { wave: Schemas['WaveSummary'] }) {
  const { t } = useSpeech();
  const can = useCan();
  const [panel, setPanel] = useUrlValue('panel');
  if (!can(permissions.responseReadRows)) return null;
  return (
    <>
      <Button icon={<DownloadOutlined />} onClick={() => setPanel('export')}>
        {t('export.open')}
      </Button>
      {panel === 'export' && (
        <Suspense fallback={null}>
          <ExportDrawer wave={wave} close={() => setPanel(undefined)} />
        </Suspense>
      )}
    </>
  );
}
