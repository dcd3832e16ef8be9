import './mapping.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Steps } from 'antd';
import { useEffect } from 'react';
import { useParams } from 'react-router';
import type { Schemas } from '../../api/client';
import { questionnaireQueries } from '../../api/queries/definition';
import { type Batch, mappingQueries, working } from '../../api/queries/mapping';
import { waveQueries } from '../../api/queries/wave';
import { useSpeech } from '../../lib/i18n';
import { useUrlValue } from '../../lib/url';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import { Check } from './Check';
import { Editor } from './Editor';
import { Ended } from './Ended';
import { Working } from './Working';

const steps = ['file', 'columns', 'check', 'import'] as const;

/** One file of an outside survey on its way in. It can be left and returned to at any time. */
export default function ImportPage() {
  const { code = '', id = '' } = useParams();
  const { t, text, word, minute } = useSpeech();
  const batch = useQuery(mappingQueries.batch(id));
  return (
    <Page
      title={batch.data?.file ?? t('mapping.title')}
      subtitle={
        batch.data &&
        `${text(batch.data.wave_name)} · ${word('actor', batch.data.by)} · ${minute(batch.data.created_at)}`
      }
      back={{ to: `/waves/${code}/imports`, title: t('mapping.title') }}
    >
      <Loaded query={batch} shape="page">
        {(data) => <Way batch={data} />}
      </Loaded>
    </Page>
  );
}

/** Where a batch is: what is being mapped can be looked at from two sides. */
function stepOf(batch: Batch, wanted: string): number {
  if (batch.state === 'reading') return 0;
  if (['mapping', 'checking', 'checked'].includes(batch.state)) return wanted === 'check' ? 2 : 1;
  return 3;
}

function Way({ batch }: { batch: Batch }) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const [wanted, want] = useUrlValue('step');
  const step = stepOf(batch, wanted);
  const state = batch.state;
  const settled = step === 3 && !working(batch);
  // What was imported changed the wave.
  useEffect(() => {
    if (settled) void client.invalidateQueries({ queryKey: ['wave', batch.wave] });
  }, [settled, batch.wave, client]);
  return (
    <>
      <Section>
        <Steps
          size="small"
          responsive={false}
          titlePlacement="vertical"
          current={step}
          status={state === 'failed' ? 'error' : undefined}
          onChange={
            step === 1 || step === 2
              ? (to) => {
                  if (to === 1 || to === 2) want(to === 2 ? 'check' : undefined);
                }
              : undefined
          }
          items={steps.map((name, at) => ({
            title: t(`mapping.step.${name}`),
            disabled: !(step === 1 || step === 2) || at === 0 || at === 3,
          }))}
        />
      </Section>
      {(state === 'reading' || state === 'importing' || state === 'undoing') && <Working batch={batch} />}
      {(step === 1 || step === 2) && <Mapped batch={batch} checking={step === 2} />}
      {settled && <Ended batch={batch} />}
    </>
  );
}

/** What the editing and the check of a mapping both need. */
function Mapped({ batch, checking }: { batch: Batch; checking: boolean }) {
  const wave = useQuery(waveQueries.one(batch.wave));
  const profile = useQuery(mappingQueries.profile(batch.id));
  return (
    <Loaded query={wave} shape="page">
      {(one) => (
        <Loaded query={profile} shape="page">
          {(data) => <Formed batch={batch} profile={data} form={one.questionnaire} checking={checking} />}
        </Loaded>
      )}
    </Loaded>
  );
}

type Props = {
  batch: Batch;
  profile: Schemas['ResponseProfile'];
  form: Schemas['QuestionnaireRef'];
  checking: boolean;
};

function Formed({ batch, profile, form, checking }: Props) {
  const questionnaire = useQuery(questionnaireQueries.one(form.code, form.version));
  const mapping = useQuery(mappingQueries.mapping(batch.id));
  return (
    <Loaded query={questionnaire} shape="page">
      {(found) =>
        checking ? (
          <Check batch={batch} document={found.document} />
        ) : (
          <Loaded query={mapping} shape="page">
            {(first) => <Editor batch={batch} profile={profile} document={found.document} first={first} />}
          </Loaded>
        )
      }
    </Loaded>
  );
}
