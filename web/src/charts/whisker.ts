import type { Schemas } from '../api/client';
import type { palette } from '../app/theme';
import { drawable } from '../ui/figure';
import type { Option } from './engine';

/** One line of a whisker chart. */
export type Spot = {
  label: string;
  own: boolean;
  small: boolean;
  point: { value: number; low: number; high: number } | undefined;
  text: string;
};

type Frame = {
  colours: ReturnType<typeof palette>;
  min: number;
  max: number;
  target: number | undefined;
  targetLabel: string;
  /** Says that the axis does not start at the scale's end; empty when it does. */
  startLabel: string;
};

/** The part of the scale that holds every interval, rounded outwards to tens. */
export function zoomRange(
  figures: (Schemas['Figure'] | undefined)[],
  [first, last]: [number, number],
): [number, number] {
  const ends = figures.filter(drawable).flatMap((figure) => [figure.low ?? figure.value, figure.high ?? figure.value]);
  if (ends.length === 0) return [first, last];
  const low = Math.max(first, Math.floor((Math.min(...ends) - 1) / 10) * 10);
  const high = Math.min(last, Math.ceil((Math.max(...ends) + 1) / 10) * 10);
  return [low, Math.max(high, low + 10)];
}

/** How wide a text is, in letters: a Chinese character is as wide as two. */
const lettersOf = (text: string) => [...text].reduce((sum, letter) => sum + (letter > '\u2e80' ? 2 : 1), 0);

/** As much room beside the axis as the longest label needs in one line, 150 px at most. */
const labelWidth = (spots: Spot[]) => Math.min(150, Math.max(...spots.map(({ label }) => lettersOf(label))) * 7);

/** What fits into two lines beside the axis. */
export function twoLines(label: string): string {
  let room = 44;
  let shown = '';
  for (const letter of label) {
    room -= lettersOf(letter);
    if (room < 0) return `${shown.slice(0, -1)}…`;
    shown += letter;
  }
  return label;
}

/** The drawing of a whisker chart: a thin line from low to high, a point at the value, its number beside it. */
export function whiskerOption(spots: Spot[], frame: Frame): Option {
  const { colours, min, max, target, targetLabel, startLabel } = frame;
  const colour = (spot: Spot) => (spot.own && !spot.small ? colours.primary : colours.faint);
  return {
    grid: {
      left: 4,
      right: 56,
      top: target === undefined ? 8 : 28,
      bottom: startLabel ? 20 : 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      type: 'value',
      min,
      max,
      name: startLabel,
      nameLocation: 'start',
      nameGap: 6,
      nameTextStyle: { color: colours.warning, align: 'left', verticalAlign: 'top', padding: [20, 0, 0, 0] },
      axisLabel: { color: colours.muted, hideOverlap: true },
      splitLine: { lineStyle: { color: colours.border } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: spots.map((spot) => twoLines(spot.label)),
      axisLabel: { color: colours.text, width: labelWidth(spots), overflow: 'break', lineHeight: 13 },
      axisLine: { show: min === 0 || startLabel === '', lineStyle: { color: colours.border } },
      axisTick: { show: false },
    },
    series: [
      {
        type: 'custom',
        silent: true,
        data: spots.flatMap((spot, i) => (spot.point ? [[spot.point.low, spot.point.high, i]] : [])),
        encode: { x: [0, 1], y: 2 },
        renderItem: (_: unknown, api: WhiskerApi) => {
          const [x1, y] = api.coord([api.value(0), api.value(2)]);
          const [x2] = api.coord([api.value(1), api.value(2)]);
          const spot = spots[api.value(2)];
          const style = { stroke: spot ? colour(spot) : colours.faint, lineWidth: 1.5 };
          const line = (shape: object) => ({ type: 'line', shape, style });
          return {
            type: 'group',
            children: [
              line({ x1, y1: y, x2, y2: y }),
              line({ x1, y1: y - 4, x2: x1, y2: y + 4 }),
              line({ x1: x2, y1: y - 4, x2, y2: y + 4 }),
            ],
          };
        },
      },
      {
        type: 'scatter',
        silent: true,
        symbolSize: 9,
        data: spots.flatMap((spot, i) =>
          spot.point
            ? [
                {
                  value: [spot.point.value, i],
                  itemStyle: {
                    color: spot.small ? colours.surface : colour(spot),
                    borderColor: colour(spot),
                    borderWidth: 1.5,
                  },
                },
              ]
            : [],
        ),
        markLine:
          target === undefined || target < min || target > max
            ? undefined
            : {
                silent: true,
                symbol: 'none',
                lineStyle: { color: colours.warning, type: 'dashed' },
                label: { formatter: targetLabel, color: colours.warning, position: 'end' },
                data: [{ xAxis: target }],
              },
      },
      {
        // The number stands at the right edge, in a column, where no interval covers it.
        type: 'custom',
        silent: true,
        data: spots.map((_, i) => [max, i]),
        renderItem: (_: unknown, api: WhiskerApi) => {
          const [x, y] = api.coord([api.value(0), api.value(1)]);
          const spot = spots[api.value(1)];
          return {
            type: 'text',
            style: {
              text: spot?.text ?? '',
              x: x + 46,
              y,
              align: 'right',
              verticalAlign: 'middle',
              fill: spot && !spot.small ? colours.text : colours.faint,
              font: `${spot?.own ? '600' : '400'} 13px sans-serif`,
            },
          };
        },
      },
    ],
  };
}

type WhiskerApi = {
  value: (dimension: number) => number;
  coord: (at: [number, number]) => [number, number];
};
