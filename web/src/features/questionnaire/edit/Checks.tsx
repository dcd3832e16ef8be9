import { Button } from 'antd';
import { memo } from 'react';
import { useSpeech } from '../../../lib/i18n';
import type { Found } from '../../draft/editing';
import { faultText } from './faultText';
import { type Form, find, HEAD, SCALES } from './form';

type Props = {
  form: Form;
  faults: Found[];
  warnings: Found[];
  pending: boolean;
  go: (key: string, field: string) => void;
};

/** What keeps the draft from being published, and what is often a mistake; each leads to its place. */
export const Checks = memo(function Checks({ form, faults, warnings, pending, go }: Props) {
  const { t } = useSpeech();
  return (
    <div aria-live="polite" aria-atomic="false" className={pending ? 'm-q-checks m-muted' : 'm-q-checks'}>
      {faults.length === 0 && <p>{t('system.draft.sound')}</p>}
      {faults.length > 0 && <p className="m-strong">{t('system.draft.unsound', { n: faults.length })}</p>}
      <List form={form} list={faults} go={go} />
      {warnings.length > 0 && <p className="m-strong">{t('qe.warnings_title', { n: warnings.length })}</p>}
      <List form={form} list={warnings} go={go} />
    </div>
  );
});

function List({ form, list, go }: { form: Form; list: Found[]; go: Props['go'] }) {
  const speech = useSpeech();
  const { t, text } = speech;
  const nameOf = (key: string) => {
    const place = find(form, key);
    if (place?.item) return `${place.item.code} ${text(place.item.text)}`.trim();
    if (place) return text(place.section.title) || place.section.code;
    return t(key === HEAD ? 'qe.head' : key === SCALES ? 'qe.scales' : 'qe.sources');
  };
  return (
    <ul className="m-edit-checks">
      {list.map((one, i) => (
        // Two faults may be of one kind at one place; the list is never reordered.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <li key={i}>
          <Button type="link" className="m-cell-link" onClick={() => go(one.key, one.field)}>
            {nameOf(one.key)}
          </Button>
          <div>{faultText(one, speech)}</div>
        </li>
      ))}
    </ul>
  );
}
