import './customer.css';
import { PlusOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Select, Tag } from 'antd';
import { useState } from 'react';
import { customerQueries, forget, setSchema } from '../../api/queries/customer';
import { useSpeech } from '../../lib/i18n';
import { Empty } from '../../ui/Empty';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import {
  type Attribute,
  attributeFault,
  attributeTypes,
  freshCode,
  moved,
  replaced,
  type Schema,
  sound,
  type Use,
} from './fields';
import { TermFields, TermRows, TermTools } from './TermRows';

/** What the organisation keeps about its customers beside the fixed fields: stages and attributes. */
export default function FieldsPage() {
  const { t } = useSpeech();
  const schema = useQuery({ ...customerQueries.schema, staleTime: 0 });
  const use = useQuery({ ...customerQueries.schemaUse, staleTime: 0 });
  if (schema.data && use.data && !schema.isFetching) {
    return <Editor key={schema.data.version ?? 0} saved={schema.data} use={use.data} />;
  }
  return (
    <Page title={t('customer.fields')} back={{ to: '/customers', title: t('menu.customers') }}>
      <Loaded query={schema} shape="page">
        {() => (
          <Loaded query={use} shape="page">
            {() => null}
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
}

function Editor({ saved, use }: { saved: Schema; use: Use }) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const [draft, setDraft] = useState(saved);
  const changed = JSON.stringify(draft) !== JSON.stringify(saved);
  const run = useMutation({ mutationFn: () => setSchema(draft), onSuccess: () => forget(client) });
  const change = (next: Partial<Schema>) => {
    run.reset();
    setDraft({ ...draft, ...next });
  };
  return (
    <Page
      title={t('customer.fields')}
      tag={<span role="status">{changed && <Tag>{t('customer.fields.changed')}</Tag>}</span>}
      subtitle={t('customer.fields.note')}
      back={{ to: '/customers', title: t('menu.customers') }}
      actions={
        <>
          <Button disabled={!changed} onClick={() => setDraft(saved)}>
            {t('customer.fields.discard')}
          </Button>
          <Button
            type="primary"
            disabled={!changed || !sound(draft)}
            loading={run.isPending}
            onClick={() => run.mutate()}
          >
            {t('customer.save')}
          </Button>
        </>
      }
    >
      {run.isError && <Problem error={run.error} />}
      <Section title={t('customer.fields.stages')} note={t('customer.fields.stages_note')}>
        <TermRows
          title={t('customer.stage')}
          terms={draft.stages}
          used={use.stages}
          saved={saved.stages.map(({ code }) => code)}
          begin="stage"
          add={t('customer.fields.add_stage')}
          change={(stages) => change({ stages })}
        />
      </Section>
      <Section title={t('customer.attributes')} note={t('customer.fields.attributes_note')}>
        {draft.attributes.length === 0 && <Empty title={t('customer.fields.no_attributes')} />}
        {draft.attributes.map((one, at) => (
          <AttributeFields
            // biome-ignore lint/suspicious/noArrayIndexKey: a code changes while it is typed
            key={at}
            list={draft.attributes}
            at={at}
            before={saved.attributes.find(({ code }) => code === one.code)}
            use={use}
            change={(attributes) => change({ attributes })}
          />
        ))}
        <Button
          icon={<PlusOutlined aria-hidden />}
          onClick={() => change({ attributes: [...draft.attributes, fresh(draft.attributes)] })}
        >
          {t('customer.fields.add_attribute')}
        </Button>
      </Section>
    </Page>
  );
}

const fresh = (list: Attribute[]): Attribute => ({
  code: freshCode(list, 'field'),
  name: { zh: '', en: '' },
  type: 'text',
  options: [],
});

type Props = {
  list: Attribute[];
  at: number;
  before: Attribute | undefined;
  use: Use;
  change: (list: Attribute[]) => void;
};

/** One attribute: names, code, type, and the options of a choice. */
function AttributeFields({ list, at, before, use, change }: Props) {
  const { t, word } = useSpeech();
  const one = list[at];
  if (!one) return null;
  const title = `${t('customer.attribute')} ${at + 1}`;
  const used = use.attributes[one.code] ?? 0;
  const put = (next: Attribute) => change(replaced(list, at, next));
  return (
    <div className="m-part">
      <div className="m-term">
        <TermFields
          title={title}
          term={one}
          fault={attributeFault(list, at)}
          fixed={before !== undefined}
          change={(next) => put(next)}
        >
          <Select
            aria-label={`${title} ${t('customer.fields.type')}`}
            disabled={used > 0}
            value={one.type}
            onChange={(type) => put({ ...one, type, options: type === 'choice' ? one.options : [] })}
            options={attributeTypes.map((type) => ({ value: type, label: word('customer.fields.type', type) }))}
          />
        </TermFields>
        <TermTools
          title={one.name.zh || one.name.en || one.code}
          used={used}
          retired={one.retired ?? false}
          first={at === 0}
          last={at === list.length - 1}
          move={(by) => change(moved(list, at, by))}
          retire={(retired) => put({ ...one, retired })}
          remove={() => change(replaced(list, at))}
        />
      </div>
      {one.type === 'choice' && (
        <div className="m-term-options">
          <TermRows
            title={`${title} ${t('customer.fields.option')}`}
            terms={one.options}
            used={use.options[one.code] ?? {}}
            saved={before?.options.map(({ code }) => code) ?? []}
            begin="option"
            add={t('customer.fields.add_option')}
            change={(options) => put({ ...one, options })}
          />
        </div>
      )}
    </div>
  );
}
