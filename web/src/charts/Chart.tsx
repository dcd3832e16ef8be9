import { BarChartOutlined, DownloadOutlined, TableOutlined } from '@ant-design/icons';
import { App, Button, Dropdown, Tooltip } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { useLook } from '../app/Providers';
import { fonts, palette } from '../app/theme';
import { useSpeech } from '../lib/i18n';
import { save } from '../lib/save';
import { type Option, toPng, toSvg, useChart } from './engine';

/** The same figures as the drawing, for those who read tables. */
export type Twin = { head: string[]; rows: string[][] };

type Colours = ReturnType<typeof palette>;

type Props = {
  /** What is shown, as a subject; above it stand base, period and weighting. */
  title: string;
  subtitle: string;
  height: number;
  /** The drawing for a set of colours; must not change from render to render without need. */
  draw: (colours: Colours) => Option;
  twin: Twin;
  /** The name of saved files. */
  file: string;
  tools?: ReactNode;
};

/** A chart with what every chart has: words, a table twin, PNG and SVG. */
export function Chart({ title, subtitle, height, draw, twin, file, tools }: Props) {
  const { t } = useSpeech();
  const { message } = App.useApp();
  const { isDark } = useLook();
  const [asTable, setAsTable] = useState(false);
  const option = useMemo(() => withFont(draw(palette(isDark))), [draw, isDark]);
  const width = 900;

  const export_ = async (kind: string) => {
    const paper = palette(false);
    const print = { ...withFont(draw(paper)), ...heading(title, subtitle) };
    if (kind === 'svg') save(`${file}.svg`, 'image/svg+xml', toSvg(print, width, height + 60));
    else save(`${file}.png`, 'image/png', await toPng(print, width, height + 60, paper.surface));
  };

  return (
    <figure className="m-chart">
      <figcaption className="m-chart-head">
        <div>
          <div className="m-chart-title">{title}</div>
          <div className="m-chart-subtitle">{subtitle}</div>
        </div>
        <div className="m-chart-tools">
          {tools}
          <Tooltip title={t(asTable ? 'chart.as_chart' : 'chart.as_table')}>
            <Button
              type="text"
              size="small"
              icon={asTable ? <BarChartOutlined /> : <TableOutlined />}
              aria-label={t(asTable ? 'chart.as_chart' : 'chart.as_table')}
              onClick={() => setAsTable(!asTable)}
            />
          </Tooltip>
          <Dropdown
            trigger={['click']}
            menu={{
              items: ['png', 'svg'].map((kind) => ({ key: kind, label: kind.toUpperCase() })),
              onClick: ({ key }) => {
                export_(key).catch((error: Error) => message.error(error.message));
              },
            }}
          >
            <Button type="text" size="small" icon={<DownloadOutlined />} aria-label={t('chart.save')} />
          </Dropdown>
        </div>
      </figcaption>
      {asTable ? (
        <TwinTable twin={twin} title={title} />
      ) : (
        <Drawing option={option} height={height} label={title} twin={twin} />
      )}
    </figure>
  );
}

function Drawing({ option, height, label, twin }: { option: Option; height: number; label: string; twin: Twin }) {
  const element = useChart(option);
  const words = `${label}: ${twin.rows.map((row) => row.join(' ')).join('; ')}`;
  return <div ref={element} role="img" aria-label={words} style={{ height }} />;
}

function TwinTable({ twin, title }: { twin: Twin; title: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="m-twin" tabIndex={0} aria-label={title}>
      <table>
        <thead>
          <tr>
            {twin.head.map((cell) => (
              <th key={cell} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {twin.rows.map((row) => (
            <tr key={row[0]}>
              {row.map((cell, i) =>
                i === 0 ? (
                  <th key={twin.head[i]} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={twin.head[i]}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function withFont(option: Option): Option {
  return { textStyle: { fontFamily: fonts }, ...option };
}

/** A saved picture carries its words with it. */
function heading(title: string, subtitle: string): Option {
  return { title: { text: title, subtext: subtitle, left: 16, top: 12 } };
}
