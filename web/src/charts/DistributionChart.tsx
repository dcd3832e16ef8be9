import { useCallback, useMemo } from 'react';
import type { Schemas } from '../api/client';
import { useSpeech } from '../lib/i18n';
import { Chart } from './Chart';
import type { Option } from './engine';
import { ramp } from './palette';

type Share = Schemas['ItemView']['distribution'][number];

type Props = {
  title: string;
  subtitle: string;
  file: string;
  /** Those that are not shown by themselves (merged) are in the table only. */
  shares: Share[];
  /** The unweighted base of the shares. */
  base: number;
};

/** Colours by option: the one ramp when every option has a value, else one colour. */
export function optionColours(shares: { value?: number }[], primary: string): string[] {
  const values = shares.map((share) => share.value);
  if (shares.length < 2 || values.some((value) => value === undefined)) return shares.map(() => primary);
  const order = [...new Set(values)].sort((a, b) => Number(a) - Number(b));
  const colours = ramp(order.length);
  return values.map((value) => colours[order.indexOf(value)] ?? primary);
}

/** How the answers to an item are shared out, each share with its interval. */
export function DistributionChart({ title, subtitle, file, shares: all, base }: Props) {
  const { t, text, count, share } = useSpeech();
  const shares = useMemo(() => all.filter((one) => !one.merged), [all]);

  const draw = useCallback(
    (colours: Parameters<Parameters<typeof Chart>[0]['draw']>[0]): Option => {
      const fills = optionColours(all, colours.primary).filter((_, i) => !all[i]?.merged);
      return {
        grid: { left: 4, right: 96, top: 8, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
        xAxis: {
          type: 'value',
          min: 0,
          max: 100,
          axisLabel: { color: colours.muted, formatter: '{value}%', hideOverlap: true },
          splitLine: { lineStyle: { color: colours.border } },
        },
        yAxis: {
          type: 'category',
          inverse: true,
          data: shares.map((one) => text(one.text)),
          axisLabel: { color: colours.text, width: 140, overflow: 'truncate' },
          axisLine: { lineStyle: { color: colours.border } },
          axisTick: { show: false },
        },
        series: [
          {
            type: 'bar',
            silent: true,
            barMaxWidth: 18,
            data: shares.map((one, i) => ({ value: one.weighted_share * 100, itemStyle: { color: fills[i] } })),
          },
          {
            type: 'custom',
            silent: true,
            data: shares.map((one, i) => [(one.low ?? 0) * 100, (one.high ?? 0) * 100, i]),
            encode: { x: [0, 1], y: 2 },
            renderItem: (_: unknown, api: { value: (i: number) => number; coord: (at: number[]) => number[] }) => {
              const one = shares[api.value(2)];
              const [x1 = 0, y = 0] = api.coord([api.value(0), api.value(2)]);
              const [x2 = 0] = api.coord([api.value(1), api.value(2)]);
              const [end = 0] = api.coord([Math.max(one?.high ?? 0, one?.weighted_share ?? 0) * 100, api.value(2)]);
              const style = { stroke: colours.text, lineWidth: 1 };
              const line = (a: number, b: number, c: number, d: number) => ({
                type: 'line',
                shape: { x1: a, y1: b, x2: c, y2: d },
                style,
              });
              const whisker =
                one?.low === undefined || one.high === undefined
                  ? []
                  : [line(x1, y, x2, y), line(x1, y - 3, x1, y + 3), line(x2, y - 3, x2, y + 3)];
              const label = one ? `${share(one.weighted_share, base)} (n ${count(one.n)})` : '';
              return {
                type: 'group',
                children: [
                  ...whisker,
                  {
                    type: 'text',
                    style: {
                      text: label,
                      x: end + 6,
                      y,
                      verticalAlign: 'middle',
                      fill: colours.text,
                      font: '12px sans-serif',
                    },
                  },
                ],
              };
            },
          },
        ],
      };
    },
    [all, shares, base, text, count, share],
  );

  return (
    <Chart
      title={title}
      subtitle={subtitle}
      file={file}
      height={shares.length * 34 + 40}
      draw={draw}
      twin={{
        head: [
          t('item.answer'),
          t('item.share'),
          t('item.interval'),
          t('item.share_unweighted'),
          t('figure.base_title'),
        ],
        rows: all.map((one) =>
          one.merged
            ? [text(one.text), '—', '', '—', t('item.merged')]
            : [
                text(one.text),
                share(one.weighted_share, base),
                one.low === undefined || one.high === undefined
                  ? ''
                  : `${share(one.low, base)} – ${share(one.high, base)}`,
                share(one.share, base),
                count(one.n),
              ],
        ),
      }}
    />
  );
}
