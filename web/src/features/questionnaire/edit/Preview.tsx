import { LeftOutlined, ReloadOutlined, RightOutlined } from '@ant-design/icons';
import { Button, Segmented } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useSpeech } from '../../../lib/i18n';
import { problemText } from '../../../ui/Problem';
import type { Form } from './form';
import { type Drawn, usePreview } from './usePreview';

type Props = {
  form: Form;
  /** The row that is edited; the page follows it. */
  selected: string;
  /** Draws the page as wide as there is room, not as a phone held at arm's length. */
  wide?: boolean;
};

/** The questionnaire as it would be answered on a phone, alive: it can be answered and walked through. */
export function Preview({ form, selected, wide }: Props) {
  const speech = useSpeech();
  const { t, word, lang } = speech;
  const [wanted, want] = useState<string>(lang);
  const language = form.languages.includes(wanted) ? wanted : (form.languages[0] ?? 'zh');
  const preview = usePreview(form, language);
  const { drawn, hear, show } = preview;
  const frame = useRef<HTMLIFrameElement>(null);
  const pages = form.paging === 'sections' ? Math.max(form.sections.length, 1) : 1;

  useEffect(() => {
    const onMessage = (event: MessageEvent) => {
      if (event.source === frame.current?.contentWindow) hear(event.data);
    };
    window.addEventListener('message', onMessage);
    return () => window.removeEventListener('message', onMessage);
  }, [hear]);

  const latest = useRef(show);
  latest.current = show;
  useEffect(() => {
    latest.current(selected, (item) => frame.current?.contentWindow?.postMessage({ manyi: 'show', item }, '*'));
  }, [selected]);

  return (
    <div className={wide ? 'm-q-preview m-q-preview-wide' : 'm-q-preview'}>
      <div className="m-q-preview-tools">
        {form.languages.length > 1 && (
          <Segmented
            size="small"
            aria-label={t('form.languages')}
            value={language}
            onChange={want}
            options={form.languages.map((one) => ({ value: one, label: word('language', one) }))}
          />
        )}
        <span className="m-q-pager">
          {pages > 1 && (
            <>
              <Button
                type="text"
                size="small"
                icon={<LeftOutlined />}
                aria-label={t('qe.preview.previous')}
                disabled={preview.page === 0}
                onClick={() => preview.go(preview.page < 0 ? pages - 1 : preview.page - 1)}
              />
              <span>{preview.page < 0 ? t('qe.preview.end') : `${preview.page + 1} / ${pages}`}</span>
              <Button
                type="text"
                size="small"
                icon={<RightOutlined />}
                aria-label={t('qe.preview.next')}
                disabled={preview.page < 0 || preview.page >= pages - 1}
                onClick={() => preview.go(preview.page + 1)}
              />
            </>
          )}
          <Button
            type="text"
            size="small"
            icon={<ReloadOutlined />}
            aria-label={t('qe.preview.restart')}
            title={t('qe.preview.restart')}
            onClick={preview.restart}
          />
        </span>
      </div>
      {preview.failed !== undefined && <p className="m-q-wrong">{problemText(preview.failed, speech)}</p>}
      <div className="m-q-phone">{drawn && <Frames drawn={drawn} frame={frame} title={t('qe.preview.frame')} />}</div>
    </div>
  );
}

type FramesProps = { drawn: Drawn; frame: React.RefObject<HTMLIFrameElement | null>; title: string };

/** Two frames in turn: a new page is shown when it is drawn, so that nothing flickers while somebody types. */
function Frames({ drawn, frame, title }: FramesProps) {
  const [shown, setShown] = useState<Drawn>();
  const list = shown && shown.id !== drawn.id ? [shown, drawn] : [drawn];
  return list.map((one) => (
    <iframe
      key={one.id}
      ref={one === shown ? frame : undefined}
      title={title}
      sandbox="allow-scripts allow-forms"
      srcDoc={one.html}
      inert={one !== shown && list.length > 1}
      className={one === shown ? undefined : 'm-q-frame-next'}
      onLoad={(event) => {
        const inside = event.currentTarget.contentWindow;
        inside?.postMessage(one.item ? { manyi: 'show', item: one.item } : { manyi: 'scroll', top: one.top }, '*');
        // The keyboard stays on the page when it is in it.
        const within = document.activeElement === frame.current && frame.current !== null;
        flushSync(() => setShown(one));
        if (within) frame.current?.focus();
      }}
    />
  ));
}
