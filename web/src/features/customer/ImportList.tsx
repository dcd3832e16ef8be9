import './customer.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { type Batch, customerQueries, forget, upload } from '../../api/queries/customer';
import { useSpeech } from '../../lib/i18n';
import { Empty } from '../../ui/Empty';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import { Batches, type Listed } from '../import/Batches';
import { SendFile } from '../import/SendFile';
import { Mappings } from './Mappings';

const listed: Listed<Batch> = {
  id: 'batches',
  title: 'customer.batches',
  file: 'customer.file',
  state: 'customer.batch_state',
  states: 'customer.batch',
  counts: [
    { key: 'created', title: 'customer.created', of: (batch) => batch.created },
    { key: 'changed', title: 'customer.changed', of: (batch) => batch.changed },
    { key: 'unchanged', title: 'customer.unchanged', of: (batch) => batch.unchanged },
    { key: 'faulty', title: 'customer.faulty', of: (batch) => batch.faulty },
  ],
};

/** Files of customers: a new one to bring in, and what became of the others. */
export default function ImportList() {
  const { t } = useSpeech();
  const batches = useQuery({ ...customerQueries.batches, staleTime: 0 });
  return (
    <Page
      title={t('customer.import')}
      subtitle={t('customer.import_note')}
      back={{ to: '/customers', title: t('menu.customers') }}
    >
      <Section>
        <Send />
      </Section>
      <Section title={t('customer.batches')}>
        <Loaded query={batches} shape="table">
          {(rows) => (
            <Batches
              listed={listed}
              path="/customers/imports"
              rows={rows}
              empty={<Empty title={t('customer.no_batches')} />}
            />
          )}
        </Loaded>
      </Section>
      <Mappings />
    </Page>
  );
}

/** Takes a file and goes on to its columns. */
function Send() {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const client = useQueryClient();
  return (
    <SendFile
      accept=".csv,.txt,.xlsx"
      title={t('customer.drop')}
      note={t('customer.drop_note')}
      sending={t('customer.sending')}
      send={upload}
      sent={(batch) => {
        void forget(client);
        navigate(`/customers/imports/${batch.id}`);
      }}
    />
  );
}
