import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { questionnaireQueries } from '../../api/queries/definition';
import { useCan } from '../../app/session';
import { permissions } from '../../lib/can';
import { useSpeech } from '../../lib/i18n';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import type { Column } from '../../ui/table';
import { DraftList } from './edit/DraftList';
import { NewDraft } from './edit/NewDraft';

type Form = Schemas['QuestionnaireSummary'];
const to = (form: Form) => `/questionnaires/${form.code}/${form.version}`;

export default function QuestionnaireList() {
  const { t, text, word, date, list } = useSpeech();
  const forms = useQuery(questionnaireQueries.list);
  const mayChange = useCan()(permissions.questionnaireChange);
  const [making, make] = useState(false);
  const columns = useMemo<Column<Form>[]>(() => {
    const languages = (form: Form) => list(form.languages.map((one) => word('language', one)));
    return [
      {
        key: 'title',
        title: t('form.title'),
        card: 'title',
        render: (form) => <Link to={to(form)}>{text(form.title)}</Link>,
        sort: (form) => text(form.title),
        csv: (form) => text(form.title),
      },
      {
        key: 'code',
        title: t('form.code'),
        card: 'line',
        render: (form) => form.code,
        sort: (form) => form.code,
        csv: (form) => form.code,
      },
      {
        key: 'version',
        title: t('version'),
        card: 'aside',
        render: (form) => form.version,
        sort: (form) => form.version,
        csv: (form) => form.version,
      },
      {
        key: 'items',
        title: t('form.items'),
        align: 'right',
        card: 'line',
        render: (form) => form.items,
        sort: (form) => form.items,
        csv: (form) => form.items,
      },
      { key: 'languages', title: t('form.languages'), render: languages, csv: languages },
      {
        key: 'published',
        title: t('published_at'),
        render: (form) => date(form.published_at),
        sort: (form) => form.published_at,
        csv: (form) => form.published_at,
      },
    ];
  }, [t, text, word, date, list]);
  return (
    <Page
      title={t('menu.questionnaires')}
      subtitle={t('form.list_note')}
      actions={
        mayChange && (
          <Button type="primary" onClick={() => make(true)}>
            {t('qe.new')}
          </Button>
        )
      }
    >
      {mayChange && <DraftList />}
      <Section title={mayChange ? t('system.versions') : undefined}>
        <Loaded query={forms} shape="table">
          {(rows) => (
            <DataTable
              id="questionnaires"
              columns={columns}
              rows={rows}
              rowKey={(form) => `${form.code}/${form.version}`}
              to={to}
              file={t('menu.questionnaires')}
              empty={<Empty title={t('form.empty')}>{mayChange ? t('form.empty_next') : undefined}</Empty>}
            />
          )}
        </Loaded>
      </Section>
      {making && <NewDraft forms={forms.data ?? []} close={() => make(false)} />}
    </Page>
  );
}
