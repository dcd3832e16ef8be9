import { useQuery } from '@tanstack/react-query';
import { Alert, Drawer } from 'antd';
import type { Schemas } from '../../api/client';
import { exportsQuery } from '../../api/queries/export';
import { useSpeech } from '../../lib/i18n';
import { Loaded } from '../../ui/Loaded';
import { ExportForm } from './ExportForm';
import { ExportList } from './ExportList';
import { barrier } from './model';
import './export.css';

type Props = { wave: Schemas['WaveSummary']; close: () => void };

/** Has files made of a wave's responses, and lists those one has asked for. */
export default function ExportDrawer({ wave, close }: Props) {
  const { t } = useSpeech();
  const exports = useQuery(exportsQuery(wave.code));
  const why = barrier(wave);
  return (
    <Drawer open onClose={close} size={520} title={t('export.title')} className="m-export">
      {why ? (
        <Alert type="info" showIcon title={t(`export.barrier.${why}`)} description={t(`export.barrier.${why}_why`)} />
      ) : (
        <ExportForm wave={wave} />
      )}
      <h3 className="m-drawer-title">{t('export.files')}</h3>
      <Loaded query={exports} shape="table">
        {(list) => <ExportList wave={wave.code} list={list} />}
      </Loaded>
    </Drawer>
  );
}
