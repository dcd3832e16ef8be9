import { Tooltip } from 'antd';
import type { Schemas } from '../api/client';
import { useSpeech } from '../lib/i18n';

type Props = { change: Schemas['Change'] | undefined; direction?: Schemas['Node']['direction'] };

/** A change against an earlier wave with its verdict: ▲2.1, coloured only when it is significant, by what is better. */
export function Change({ change, direction = 'higher' }: Props) {
  const { t, text, decimal } = useSpeech();
  if (!change) return <span className="m-change m-change-none">—</span>;
  const against = t('change.against', { wave: text(change.against.name) });
  const { value } = change;
  if (change.verdict === 'too_few' || typeof value !== 'number') {
    return (
      <Tooltip title={against}>
        <span className="m-change m-change-none">{t('change.too_few')}</span>
      </Tooltip>
    );
  }
  const significant = change.verdict === 'significant';
  const rounded = Number(value.toFixed(1));
  const arrow = rounded > 0 ? '▲' : rounded < 0 ? '▼' : '＝';
  const tone = !significant ? 'flat' : value > 0 === (direction === 'higher') ? 'up' : 'down';
  const about = [
    against,
    typeof change.low === 'number' && typeof change.high === 'number'
      ? t('figure.interval', { low: decimal(change.low), high: decimal(change.high) })
      : '',
    typeof change.p === 'number' ? `p ${change.p < 0.001 ? '< 0.001' : `= ${change.p.toFixed(3)}`}` : '',
  ].filter(Boolean);
  return (
    <Tooltip title={about.map((line) => <div key={line}>{line}</div>)}>
      <span className={`m-change m-change-${tone}`}>
        <span className="m-change-value">
          {arrow}
          {rounded === 0 ? '' : decimal(Math.abs(value))}
        </span>{' '}
        <span className="m-change-verdict">{t(`change.${change.verdict}`)}</span>
      </span>
    </Tooltip>
  );
}
