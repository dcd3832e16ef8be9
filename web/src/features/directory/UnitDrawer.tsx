import { useQuery } from '@tanstack/react-query';
import { Descriptions, Drawer, Timeline } from 'antd';
import type { Schemas } from '../../api/client';
import { unitQueries } from '../../api/queries/directory';
import { useSpeech } from '../../lib/i18n';
import { Loaded } from '../../ui/Loaded';

type Props = { unit: Schemas['Unit']; type: string; parent: string; close: () => void };

/** A unit's facts and what happened to it: created, renamed, moved, merged, closed. */
export function UnitDrawer({ unit, type, parent, close }: Props) {
  const { t, text, word, date } = useSpeech();
  const history = useQuery(unitQueries.history(unit.code));
  return (
    <Drawer open onClose={close} size={420} title={text(unit.name)}>
      <Descriptions
        column={1}
        items={[
          { key: 'code', label: t('units.code'), children: <code>{unit.code}</code> },
          { key: 'type', label: t('units.type'), children: type },
          { key: 'parent', label: t('directory.parent'), children: parent || '—' },
          { key: 'manager', label: t('directory.manager'), children: unit.manager || '—' },
          { key: 'from', label: t('directory.valid_from'), children: date(unit.valid_from) },
          {
            key: 'state',
            label: t('directory.state'),
            children: t(unit.closed ? 'directory.closed' : 'directory.active'),
          },
        ]}
      />
      <h3 className="m-drawer-title">{t('directory.history')}</h3>
      <Loaded query={history} shape="table">
        {(events) => (
          <Timeline
            items={events.map((event, i) => ({
              key: `${event.at}-${i}`,
              content: (
                <>
                  <strong>{date(event.at)}</strong> {word('event', event.kind)} {text(event.text)}
                </>
              ),
            }))}
          />
        )}
      </Loaded>
    </Drawer>
  );
}
