import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { draftQueries } from '../../../api/queries/questionnaire';
import { Loaded } from '../../../ui/Loaded';
import { type Document, HEAD, toForm } from './form';
import { Preview } from './Preview';

/** A template as it would be answered, alive. */
export function TemplateView({ code }: { code: string }) {
  const template = useQuery(draftQueries.template(code));
  return (
    <Loaded query={template} shape="page">
      {(data) => <Alive key={code} document={data.document} />}
    </Loaded>
  );
}

function Alive({ document }: { document: Document }) {
  const form = useMemo(() => toForm(document), [document]);
  return <Preview form={form} selected={HEAD} />;
}
