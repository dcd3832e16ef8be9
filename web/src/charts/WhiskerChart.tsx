import { Button } from 'antd';
import { useCallback, useState } from 'react';
import type { Schemas } from '../api/client';
import { useSpeech } from '../lib/i18n';
import { drawable, figureText, margin } from '../ui/figure';
import { Chart } from './Chart';
import { type Spot, whiskerOption, zoomRange } from './whisker';

type Props = {
  title: string;
  subtitle: string;
  file: string;
  spots: { key: string; label: string; figure: Schemas['Figure']; own?: boolean }[];
  target?: number;
  /** The ends of the scale: 0–100 for scores, −100–100 for NPS. */
  scale?: [number, number];
};

/** Scores of several units or waves as points with their intervals on the whole scale; zooming says so. */
export function WhiskerChart({ title, subtitle, file, spots, target, scale = [0, 100] }: Props) {
  const speech = useSpeech();
  const { t, decimal, count } = speech;
  const [zoomed, setZoomed] = useState(false);
  const [min, max] = zoomed
    ? zoomRange(
        spots.map((spot) => spot.figure),
        scale,
      )
    : scale;
  const targetLabel = target === undefined ? '' : t('chart.target', { target: decimal(target) });
  const startLabel = zoomed && min !== scale[0] ? t('chart.broken', { min: decimal(min, 0) }) : '';

  const draw = useCallback<Parameters<typeof Chart>[0]['draw']>(
    (colours) => {
      const drawn: Spot[] = spots.map(({ label, figure, own }) => ({
        label,
        own: own ?? true,
        small: figure.reportable === 'small',
        point: drawable(figure)
          ? { value: figure.value, low: figure.low ?? figure.value, high: figure.high ?? figure.value }
          : undefined,
        text: drawable(figure) ? decimal(figure.value) : '—',
      }));
      return whiskerOption(drawn, { colours, min, max, target, targetLabel, startLabel });
    },
    [spots, min, max, target, targetLabel, startLabel, decimal],
  );

  return (
    <Chart
      title={title}
      subtitle={subtitle}
      file={file}
      height={Math.max(spots.length, 2) * 30 + (target === undefined ? 36 : 56) + (startLabel ? 16 : 0)}
      draw={draw}
      tools={
        <Button type="text" size="small" aria-pressed={zoomed} onClick={() => setZoomed(!zoomed)}>
          {t(zoomed ? 'chart.whole_scale' : 'chart.zoom')}
        </Button>
      }
      twin={{
        head: [t('units.unit'), t('figure.score'), t('figure.margin'), t('figure.base_title')],
        rows: spots.map(({ label, figure }) => [
          label,
          figureText(figure, 'score', speech).value ?? '—',
          drawable(figure) ? margin(figure, decimal) : '',
          count(figure.n),
        ]),
      }}
    />
  );
}
