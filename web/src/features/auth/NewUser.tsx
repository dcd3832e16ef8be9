import { useQueryClient } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { inviteUser } from '../../api/queries/auth';
import { useSpeech } from '../../lib/i18n';
import { OneTime } from './OneTime';
import { UserForm } from './UserForm';

/** Makes an account and shows, this once, the link by which its owner chooses a password. */
export function NewUser({ close }: { close: () => void }) {
  const { t, minute } = useSpeech();
  const client = useQueryClient();
  const [made, setMade] = useState<Schemas['UserLink']>();
  return (
    <Drawer open onClose={close} size={480} title={t('user.new')} mask={{ closable: !made }}>
      {made ? (
        <>
          <OneTime
            title={t('user.made', { name: made.user.name })}
            note={t('user.invitation_note', { until: made.user.link ? minute(made.user.link.expires_at) : '' })}
            label={t('user.link')}
            value={made.url}
          />
          <Button onClick={close}>{t('once.done')}</Button>
        </>
      ) : (
        <UserForm
          submit={t('user.invite')}
          save={(login, profile) => inviteUser(client, login.trim(), profile)}
          done={setMade}
        />
      )}
    </Drawer>
  );
}
