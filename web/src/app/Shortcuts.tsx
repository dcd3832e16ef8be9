import { Modal } from 'antd';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { useSpeech } from '../lib/i18n';
import { useMenu } from './menu';

/** Keys for the whole console: `/` search, `?` this list, `g` and a letter to go somewhere. */
export function Shortcuts() {
  const { t } = useSpeech();
  const [open, setOpen] = useState(false);
  const navigate = useNavigate();
  const entries = useMenu().flatMap((group) => group.entries);

  useEffect(() => {
    let went = 0; // when `g` was pressed
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
      if (event.key === '/') {
        const field = document.querySelector<HTMLInputElement>('main [data-search] input, main input[data-search]');
        if (field) {
          event.preventDefault();
          field.focus();
        }
      } else if (event.key === '?') {
        setOpen(true);
      } else if (event.key === 'g') {
        went = event.timeStamp;
      } else if (event.timeStamp - went < 1500) {
        went = 0;
        const entry = entries.find((one) => one.key === event.key);
        if (entry) navigate(entry.path);
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [entries, navigate]);

  const keys: [string, string][] = [
    ['/', t('keys.search')],
    ['?', t('keys.help')],
    ...entries.map((entry): [string, string] => [`g ${entry.key}`, t('keys.go', { place: t(entry.title) })]),
  ];
  return (
    <Modal open={open} onCancel={() => setOpen(false)} footer={null} title={t('keys.title')} width={420}>
      <dl className="m-keys">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              {key.split(' ').map((one) => (
                <kbd key={one}>{one}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable="true"]') !== null;
}
