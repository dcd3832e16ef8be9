import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';
import { BeginDraft } from '../draft/BeginDraft';
import { useEmptyWay, useFileWay, useVersionWay } from '../draft/ways';
import { systemDraft } from './draft';

type Props = { systems: Schemas['IndicatorSystem'][]; close: () => void };

/** Begins a draft: empty, from a published version, or from a file. */
export function NewDraft({ systems, close }: Props) {
  const { t } = useSpeech();
  const [value, set] = useState('');
  const empty = useEmptyWay({ value, set });
  const version = useVersionWay(systems);
  const file = useFileWay();
  const { path, create } = systemDraft;
  return (
    <BeginDraft title={t('system.new.title')} path={path} ways={[empty, version, file]} create={create} close={close} />
  );
}
