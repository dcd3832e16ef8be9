import { Segmented } from 'antd';
import { type ReactNode, useState } from 'react';
import { useSpeech } from '../../../lib/i18n';
import { Section } from '../../../ui/Page';

/** The parts of the desk. */
export type Pane = 'outline' | 'form' | 'preview' | 'checks';

type Props = {
  wide: boolean;
  parts: Record<Pane, ReactNode>;
  /** The one that is shown where there is no room for three. */
  pane: Pane;
  setPane: (pane: Pane) => void;
  /** How much there is to check. */
  found: number;
};

/** The outline, the form and the preview or the checks side by side, or one of them at a time. */
export function Desk({ wide, parts, pane, setPane, found }: Props) {
  const { t } = useSpeech();
  const [side, setSide] = useState<'preview' | 'checks'>('preview');
  const views = [
    { value: 'preview' as const, label: t('qe.preview') },
    { value: 'checks' as const, label: found > 0 ? `${t('system.draft.checks')} ${found}` : t('system.draft.checks') },
  ];
  if (wide) {
    return (
      <div className="m-q-desk">
        <div className="m-q-left">{parts.outline}</div>
        <div className="m-q-middle">{parts.form}</div>
        <div className="m-q-right">
          <Section>
            <Segmented block value={side} onChange={setSide} options={views} />
            {parts[side]}
          </Section>
        </div>
      </div>
    );
  }
  return (
    <>
      <Segmented<Pane>
        block
        className="m-edit-panes"
        value={pane}
        onChange={setPane}
        options={[{ value: 'outline', label: t('qe.outline') }, { value: 'form', label: t('qe.form') }, ...views]}
      />
      {pane === 'outline' || pane === 'form' ? parts[pane] : <Section>{parts[pane]}</Section>}
    </>
  );
}
