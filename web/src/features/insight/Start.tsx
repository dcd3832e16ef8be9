import './start.css';
import { CheckCircleFilled } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { customerQueries } from '../../api/queries/customer';
import { questionnaireQueries } from '../../api/queries/definition';
import { unitQueries } from '../../api/queries/directory';
import { indicatorQueries } from '../../api/queries/indicator';
import { useCan } from '../../app/session';
import { permissions } from '../../lib/can';
import { useSpeech } from '../../lib/i18n';
import { Empty } from '../../ui/Empty';
import { Section } from '../../ui/Page';

const steps = [
  { name: 'users', to: '/users', needs: permissions.userChange },
  { name: 'units', to: '/units', needs: permissions.directoryImport },
  { name: 'indicators', to: '/indicators', needs: permissions.indicatorChange },
  { name: 'questionnaires', to: '/questionnaires', needs: permissions.questionnaireChange },
  { name: 'customers', to: '/customers', needs: permissions.customerImport },
  { name: 'waves', to: '/waves/new', needs: permissions.programmeChange },
] as const;

/** Nothing is surveyed yet: what this person can do towards the first response, in order, and what is there already. */
export function Start() {
  const { t } = useSpeech();
  const can = useCan();
  const own = steps.filter(({ needs }) => can(needs));
  const there = (list: unknown[] | undefined) => (list?.length ?? 0) > 0;
  const asked = (name: string) => ({ enabled: own.some((step) => step.name === name) });
  const done: Record<string, boolean> = {
    units: there(useQuery({ ...unitQueries.list(), ...asked('units') }).data),
    indicators: there(useQuery({ ...indicatorQueries.list, ...asked('indicators') }).data),
    questionnaires: there(useQuery({ ...questionnaireQueries.list, ...asked('questionnaires') }).data),
    customers: useQuery({ ...customerQueries.any, ...asked('customers') }).data ?? false,
  };
  if (own.length === 0) return <Empty title={t('overview.empty')}>{t('overview.empty_next')}</Empty>;
  return (
    <Section title={t('start.title')} note={t('start.note')}>
      <ol className="m-start">
        {own.map(({ name, to }, i) => (
          <li key={name}>
            <span className="m-start-number" aria-hidden>
              {done[name] ? <CheckCircleFilled /> : i + 1}
            </span>
            <div>
              <Link to={to}>{t(`start.${name}`)}</Link>
              {done[name] && <span className="m-muted"> · {t('start.done')}</span>}
              <p className="m-note">{t(`start.${name}_note`)}</p>
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}
