import { Badge } from 'antd';
import type { Schemas } from '../api/client';
import { useSpeech } from '../lib/i18n';

type State = Schemas['WaveSummary']['state'];

const tone: Record<State, 'default' | 'processing' | 'success' | 'warning'> = {
  planned: 'default',
  open: 'success',
  paused: 'warning',
  closed: 'default',
  reported: 'default',
};

/** The state of a wave: the same word in lists, pages and exports. */
export function StateTag({ state }: { state: State }) {
  const { t } = useSpeech();
  return <Badge status={tone[state]} text={t(`wave.state.${state}`)} className="m-state" />;
}
