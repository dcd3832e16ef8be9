import { useQuery } from '@tanstack/react-query';
import { Descriptions, Drawer } from 'antd';
import { auditQueries } from '../../api/queries/auth';
import { useSpeech } from '../../lib/i18n';
import { Loaded } from '../../ui/Loaded';
import { useDetail } from './useDetail';

/** One entry with everything that was written down with it. */
export function AuditDrawer({ id, close }: { id: string; close: () => void }) {
  const { t, word, minute } = useSpeech();
  const details = useDetail();
  const entry = useQuery(auditQueries.one(id));
  return (
    <Drawer open onClose={close} size={480} title={t('audit.entry')}>
      <Loaded query={entry} shape="table">
        {(one) => {
          const lines = details(one);
          return (
            <>
              <Descriptions
                column={1}
                items={[
                  { key: 'at', label: t('audit.at'), children: minute(one.at) },
                  { key: 'actor', label: t('audit.actor'), children: word('actor', one.actor.name) },
                  { key: 'action', label: t('audit.action'), children: word('audit', one.action) },
                  { key: 'kind', label: t('audit.kind'), children: word('kind', one.kind) },
                  {
                    key: 'object',
                    label: t('audit.object'),
                    children: <span className="m-wrap">{one.title || '—'}</span>,
                  },
                  ...(one.unit ? [{ key: 'unit', label: t('menu.units'), children: one.unit }] : []),
                  { key: 'id', label: t('audit.id'), children: <code className="m-wrap">{one.id}</code> },
                ]}
              />
              {lines.length > 0 && (
                <>
                  <h3 className="m-drawer-title">{t('audit.reason')}</h3>
                  <Descriptions
                    column={1}
                    items={lines.map(({ name, label, value }) => ({
                      key: name,
                      label,
                      children: <span className="m-wrap">{value}</span>,
                    }))}
                  />
                </>
              )}
            </>
          );
        }}
      </Loaded>
    </Drawer>
  );
}
