import { MoreOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Descriptions, Dropdown, Timeline } from 'antd';
import type { Schemas } from '../../api/client';
import { unitQueries } from '../../api/queries/directory';
import { type Key, useSpeech } from '../../lib/i18n';
import { Loaded } from '../../ui/Loaded';
import type { Act, Ask, Unit } from './editing';
import { useTypes } from './useTypes';

type Props = { unit: Unit; parent: string; ask?: (ask: Ask) => void; close: () => void };

/** A unit's facts, what can be done with it, and what happened to it. */
export function UnitPanel({ unit, parent, ask, close }: Props) {
  const { t, text, date } = useSpeech();
  const { nameOf } = useTypes();
  const history = useQuery(unitQueries.history(unit.code));
  const person = unit.type === 'employee';
  return (
    <section className="m-units-panel" aria-label={text(unit.name)}>
      <Button type="link" className="m-units-back" onClick={close}>
        ← {t('menu.units')}
      </Button>
      <h2>{text(unit.name)}</h2>
      {ask && <Actions unit={unit} ask={ask} />}
      <Descriptions
        column={1}
        size="small"
        items={[
          {
            key: 'code',
            label: t(person ? 'directory.person_code' : 'units.code'),
            children: <code>{unit.code}</code>,
          },
          ...(unit.name.en ? [{ key: 'en', label: t('directory.name_en'), children: unit.name.en }] : []),
          { key: 'type', label: t('units.type'), children: nameOf(unit.type) },
          { key: 'parent', label: t('directory.parent'), children: parent || '—' },
          ...(person ? [] : [{ key: 'manager', label: t('directory.manager'), children: unit.manager || '—' }]),
          { key: 'from', label: t('directory.valid_from'), children: date(unit.valid_from) },
        ]}
      />
      <h3 className="m-drawer-title">{t('directory.history')}</h3>
      <Loaded query={history} shape="table">
        {(events) => (
          <Timeline
            items={events.map((event, i) => ({
              key: `${event.at}-${i}`,
              content: <Event event={event} />,
            }))}
          />
        )}
      </Loaded>
    </section>
  );
}

function Event({ event }: { event: Schemas['UnitEvent'] }) {
  const { t, text, word, date } = useSpeech();
  const { nameOf } = useTypes();
  const what = event.kind === 'type' ? nameOf(text(event.text)) : text(event.text);
  const nothing =
    event.kind === 'manager' ? t('directory.nobody') : event.kind === 'moved' ? t('directory.elsewhere') : '';
  return (
    <>
      <strong>{date(event.at)}</strong> {word('event', event.kind)} {what || nothing}
    </>
  );
}

const rest: Act[] = ['merge', 'replace', 'split', 'close'];

function Actions({ unit, ask }: { unit: Unit; ask: (ask: Ask) => void }) {
  const { t } = useSpeech();
  const person = unit.type === 'employee';
  const word = (act: Act) => t(`directory.act.${act}` as Key);
  if (!unit.below && !unit.change) return null;
  return (
    <div className="m-units-acts">
      {unit.change && (
        <>
          <Button onClick={() => ask({ act: 'change', unit: unit.code })}>{word('change')}</Button>
          <Button onClick={() => ask({ act: 'move', unit: unit.code })}>{word('move')}</Button>
        </>
      )}
      {unit.below && !person && <Button onClick={() => ask({ act: 'add', parent: unit.code })}>{word('add')}</Button>}
      {unit.change && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: rest.map((act) => ({ key: act, label: word(act), danger: act === 'close' })),
            onClick: ({ key }) => ask({ act: key as Act, unit: unit.code }),
          }}
        >
          <Button icon={<MoreOutlined aria-hidden />}>{t('directory.more_acts')}</Button>
        </Dropdown>
      )}
    </div>
  );
}
