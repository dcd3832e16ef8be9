import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Input } from 'antd';
import { useSpeech } from '../../lib/i18n';
import { Field } from '../../ui/Field';
import { languages, languagesOf, places, speak, type Tree } from './edit';

type Props = { tree: Tree; change: (tree: Tree, field?: string) => void; leave: () => void };

/** What the system says of itself: its name, its languages, its departments. */
export function SystemForm({ tree, change, leave }: Props) {
  const { t, word } = useSpeech();
  const spoken = languagesOf(tree);
  return (
    <div className="m-edit-form">
      {spoken.map((lang, i) => (
        <Field
          key={lang}
          label={spoken.length > 1 ? `${t('system.node.name')} (${word('language', lang)})` : t('system.node.name')}
        >
          {(id) => (
            <Input
              id={id}
              data-edit-name={i === 0 || undefined}
              value={tree.name[lang] ?? ''}
              maxLength={200}
              onChange={(event) =>
                change({ ...tree, name: { ...tree.name, [lang]: event.target.value } }, `system.name.${lang}`)
              }
              onKeyDown={(event) => {
                if (event.nativeEvent.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
                event.preventDefault();
                leave();
              }}
            />
          )}
        </Field>
      ))}
      <Field label={t('system.code')} note={t('system.draft.code_note')}>
        {(id) => (
          <Input
            id={id}
            value={tree.code}
            maxLength={64}
            onChange={(event) => change({ ...tree, code: event.target.value }, 'system.code')}
          />
        )}
      </Field>
      <fieldset className="m-edit-group">
        <legend>{t('system.draft.languages')}</legend>
        {languages.map((lang) => (
          <Checkbox
            key={lang}
            checked={spoken.includes(lang)}
            disabled={spoken.length === 1 && spoken.includes(lang)}
            onChange={(event) => change(speak(tree, lang, event.target.checked))}
          >
            {word('language', lang)}
          </Checkbox>
        ))}
        <p className="m-muted">{t('system.draft.languages_note')}</p>
      </fieldset>
      <Departments tree={tree} change={change} />
    </div>
  );
}

function Departments({ tree, change }: { tree: Tree; change: Props['change'] }) {
  const { t, word } = useSpeech();
  const list = tree.departments ?? [];
  const spoken = languagesOf(tree);
  const used = new Set(places(tree).map(({ node }) => node.department));
  const add = () => {
    let n = list.length + 1;
    while (list.some((one) => one.code === `D${n}`)) n++;
    const name = Object.fromEntries(spoken.map((lang) => [lang, '']));
    change({ ...tree, departments: [...list, { code: `D${n}`, name }] });
  };
  return (
    <fieldset className="m-edit-group">
      <legend>{t('system.departments')}</legend>
      {list.map((one, i) => (
        // Codes may be equal while they are typed; departments are not reordered.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <div key={i} className="m-edit-department">
          <code>{one.code}</code>
          {spoken.map((lang) => (
            <Input
              key={lang}
              aria-label={`${t('system.department_name')} ${one.code} (${word('language', lang)})`}
              placeholder={word('language', lang)}
              value={one.name[lang] ?? ''}
              maxLength={200}
              onChange={(event) =>
                change(
                  {
                    ...tree,
                    departments: list.with(i, { ...one, name: { ...one.name, [lang]: event.target.value } }),
                  },
                  `department.${i}.${lang}`,
                )
              }
            />
          ))}
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t('system.draft.remove_department', { code: one.code })}
            title={used.has(one.code) ? t('system.draft.department_used') : undefined}
            disabled={used.has(one.code)}
            onClick={() => change({ ...tree, departments: list.toSpliced(i, 1) })}
          />
        </div>
      ))}
      <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={add}>
        {t('system.draft.add_department')}
      </Button>
    </fieldset>
  );
}
