import { Alert, Input, InputNumber, Select } from 'antd';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';
import { Field } from '../../ui/Field';
import type { Found } from '../draft/editing';
import { type EditNode, find, languagesOf, type Tree, update } from './edit';
import { Weights } from './Weights';

type Props = {
  tree: Tree;
  selected: string;
  bindings: Schemas['BindingView'][];
  faults: Found[];
  /** `field` joins the edits of one field to one step back. */
  change: (tree: Tree, field?: string) => void;
  /** Back to the tree, by Enter or Escape in the name. */
  leave: () => void;
};

/** What one indicator says of itself. */
export function NodeForm({ tree, selected, bindings, faults, change, leave }: Props) {
  const { t, text, word } = useSpeech();
  const place = find(tree, selected);
  if (!place) return null;
  const { node, siblings, level } = place;
  const set = (patch: Partial<EditNode>, field?: string) =>
    change(update(tree, selected, patch), field && `${selected}.${field}`);
  const several = languagesOf(tree).length > 1;
  const label = (name: string, lang: string) => (several ? `${name} (${word('language', lang)})` : name);
  const departments = (tree.departments ?? []).map((one) => ({ value: one.code, label: text(one.name) || one.code }));
  const inherited = inheritedDepartment(tree, selected);
  const inheritedName = departments.find((one) => one.value === inherited)?.label;
  return (
    <div className="m-edit-form">
      {faults.length > 0 && (
        <Alert
          type="error"
          title={
            <ul>
              {faults.map((fault) => (
                <li key={`${fault.field}${fault.kind}`}>{fault.detail}</li>
              ))}
            </ul>
          }
        />
      )}
      {languagesOf(tree).map((lang, i) => (
        <Field key={lang} label={label(t('system.node.name'), lang)}>
          {(id) => (
            <Input
              id={id}
              data-edit-name={i === 0 || undefined}
              value={node.name[lang] ?? ''}
              maxLength={200}
              onChange={(event) => set({ name: { ...node.name, [lang]: event.target.value } }, `name.${lang}`)}
              onKeyDown={(event) => {
                if (event.nativeEvent.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
                event.preventDefault();
                leave();
              }}
            />
          )}
        </Field>
      ))}
      <Weights
        siblings={siblings}
        selected={selected}
        change={(key, importance) => change(update(tree, key, { importance }), `${key}.importance`)}
        equal={() => change(siblings.reduce((next, one) => update(next, one.key, { importance: '1' }), tree))}
      />
      <div className="m-edit-pair">
        <Field label={t('system.node_code')}>
          {(id) => (
            <Input
              id={id}
              value={node.code}
              maxLength={32}
              onChange={(event) => set({ code: event.target.value }, 'code')}
            />
          )}
        </Field>
        <Field label={t('tree.target_title')}>
          {(id) => (
            <InputNumber
              id={id}
              value={node.target ?? null}
              min={0}
              max={100}
              onChange={(value) => set({ target: typeof value === 'number' ? value : undefined }, 'target')}
            />
          )}
        </Field>
      </div>
      {level === 1 && (
        <Field label={t('system.direction')} note={t('system.direction_note')}>
          {(id) => (
            <Select
              id={id}
              value={node.direction ?? 'higher'}
              onChange={(direction) => set({ direction: direction === 'lower' ? 'lower' : undefined })}
              options={[
                { value: 'higher', label: t('system.direction.higher') },
                { value: 'lower', label: t('system.direction.lower') },
              ]}
            />
          )}
        </Field>
      )}
      <Field label={t('tree.department')}>
        {(id) => (
          <Select
            id={id}
            value={node.department || ''}
            onChange={(department) => set({ department: department || undefined })}
            options={[
              {
                value: '',
                label: inheritedName ? t('system.node.inherits', { name: inheritedName }) : t('system.node.none'),
              },
              ...departments,
            ]}
          />
        )}
      </Field>
      {node.children.length > 0 && (
        <Field label={t('system.missing')}>
          {(id) => (
            <Select
              id={id}
              value={node.missing ?? 'renormalise'}
              onChange={(missing) => set({ missing })}
              options={[
                { value: 'renormalise', label: t('system.renormalise') },
                { value: 'incomplete', label: t('system.incomplete') },
              ]}
            />
          )}
        </Field>
      )}
      {languagesOf(tree).map((lang) => (
        <Field key={lang} label={label(t('system.node.description'), lang)}>
          {(id) => (
            <Input.TextArea
              id={id}
              value={node.description?.[lang] ?? ''}
              maxLength={4000}
              autoSize={{ minRows: 2, maxRows: 8 }}
              onChange={(event) => {
                const blank = Object.fromEntries(languagesOf(tree).map((one) => [one, '']));
                set(
                  { description: { ...blank, ...node.description, [lang]: event.target.value } },
                  `description.${lang}`,
                );
              }}
            />
          )}
        </Field>
      ))}
      {node.children.length === 0 && <Sources bindings={bindings.filter((one) => one.indicator === node.code)} />}
    </div>
  );
}

/** The department of the nearest node above that has one. */
function inheritedDepartment(tree: Tree, key: string): string | undefined {
  const parent = find(tree, key)?.parent;
  return parent && (parent.department || inheritedDepartment(tree, parent.key));
}

/** The items of published questionnaires that measure a leaf. */
function Sources({ bindings }: { bindings: Schemas['BindingView'][] }) {
  const { t, text } = useSpeech();
  return (
    <div>
      <h3 className="m-edit-title">{t('system.sources_title')}</h3>
      {bindings.length === 0 ? (
        <p className="m-muted">{t('system.no_source_note')}</p>
      ) : (
        <ul className="m-edit-sources">
          {bindings.map((one) => (
            <li key={`${one.questionnaire}/${one.version}/${one.item}`}>
              <Link to={`/questionnaires/${one.questionnaire}/${one.version}?tab=bindings`}>
                {one.item} {text(one.text)}
              </Link>
              <span className="m-muted">
                {t('system.bound_by', { form: `${one.questionnaire} ${one.version}`, version: one.system })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
