import { useSpeech } from '../../../lib/i18n';
import { Section } from '../../../ui/Page';
import type { Leaf } from './binding';
import type { Kind } from './change';
import type { Change, Editing } from './draft';
import { faultText } from './faultText';
import { find, SCALES, SOURCES } from './form';
import { ItemForm } from './ItemForm';
import { HeadForm, ScaleForm, SectionForm } from './OtherForms';
import { Sources } from './Sources';

type Props = {
  state: Editing;
  change: (change: Change) => void;
  leaves: Leaf[] | undefined;
  go: (key: string, field: string) => void;
  leave: () => void;
};

/** The form of the selected row. Escape leads back to the outline. */
export function Properties({ state, change, leaves, go, leave }: Props) {
  const speech = useSpeech();
  const { t } = speech;
  const { content: form, selected, faults, warnings } = state;
  const place = find(form, selected);
  const here = [...faults, ...warnings].filter((one) => one.key === selected);
  const title = place
    ? place.item
      ? `${t(`qe.kind.${place.item.type as Kind}`)} ${place.item.code}`
      : t('qe.kind.section')
    : t(selected === SCALES ? 'qe.scales' : selected === SOURCES ? 'qe.sources' : 'qe.head');
  return (
    <Section title={title}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape works in every field */}
      <div
        data-edit-form=""
        key={selected}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || document.querySelector('.ant-select-open')) return;
          event.preventDefault();
          leave();
        }}
      >
        {here.length > 0 && (
          <ul className="m-q-here">
            {here.map((one, i) => (
              // Two faults may be of one kind at one place; the list is never reordered.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <li key={i} className={faults.includes(one) ? 'm-q-wrong' : undefined}>
                <button type="button" onClick={() => go(selected, one.field)}>
                  {faultText(one, speech)}
                </button>
              </li>
            ))}
          </ul>
        )}
        {place?.item ? (
          <ItemForm form={form} item={place.item} at={place.at} leaves={leaves} change={change} />
        ) : place ? (
          <SectionForm form={form} section={place.section} change={change} />
        ) : selected === SCALES ? (
          <ScaleForm form={form} change={change} />
        ) : selected === SOURCES ? (
          <Sources form={form} leaves={leaves} change={change} go={go} />
        ) : (
          <HeadForm form={form} change={change} />
        )}
      </div>
    </Section>
  );
}
