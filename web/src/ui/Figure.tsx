import { Tooltip } from 'antd';
import type { Schemas } from '../api/client';
import { useSpeech } from '../lib/i18n';
import { digitsOf, figureText, margin, type Unit } from './figure';

type Props = {
  figure: Schemas['Figure'] | undefined;
  unit?: Unit;
  /** Without the base, where a column of its own shows it. */
  brief?: boolean;
};

/** A figure with its interval and base: 83.6 ±1.9 (n 412). There is no way to show the bare number. */
export function Figure({ figure, unit = 'score', brief = false }: Props) {
  const speech = useSpeech();
  const { t, count, decimal } = speech;
  const words = figureText(figure, unit, speech);
  if (!figure || words.value === undefined) {
    return (
      <Tooltip title={words.reason}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the reason opens on focus */}
        <span className="m-figure m-figure-none" tabIndex={0} role="img" aria-label={words.reason}>
          —
        </span>
      </Tooltip>
    );
  }
  const digits = digitsOf(unit);
  const width = margin(figure, decimal, digits);
  const small = figure.reportable === 'small';
  const about = [
    figure.low !== undefined && figure.high !== undefined
      ? t('figure.interval', { low: decimal(figure.low, digits), high: decimal(figure.high, digits) })
      : '',
    t('figure.base', { n: count(figure.n) }),
    figure.n_eff !== undefined ? t('figure.effective', { n: count(figure.n_eff) }) : '',
    small ? t('figure.small') : '',
  ].filter(Boolean);
  return (
    <Tooltip title={about.map((line) => <div key={line}>{line}</div>)}>
      <span className={small ? 'm-figure m-figure-small' : 'm-figure'}>
        <b>
          {words.value}
          {small && <sup>*</sup>}
        </b>
        {width && <span className="m-figure-margin"> {width}</span>}
        {!brief && <span className="m-figure-base"> (n {count(figure.n)})</span>}
      </span>
    </Tooltip>
  );
}
