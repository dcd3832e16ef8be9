import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { waveErasures } from '../../api/queries/customer';
import { useSpeech } from '../../lib/i18n';

/** Says that figures of a closed wave changed since people had their answers erased: when and how many, never whose. */
export function EraseNotes({ code }: { code: string }) {
  const { t, date, count } = useSpeech();
  const notes = useQuery(waveErasures(code));
  if (!notes.data || notes.data.length === 0) return null;
  return (
    <Alert
      className="m-erase-note"
      type="info"
      showIcon
      title={notes.data.map((one) => t('wave.erased', { on: date(one.on), n: count(one.count) })).join(' ')}
    />
  );
}
