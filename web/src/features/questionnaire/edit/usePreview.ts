import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { previewPage, type Shown } from '../../../api/queries/questionnaire';
import { type Form, find, toDocument } from './form';

/** A page as it was drawn. `item` is brought into view; without one the page is scrolled to where it was. */
export type Drawn = { id: number; html: string; item?: string; top: number };

/** What the page in the frame says: something was answered (`do` is empty), or it wants to go on. */
type Said = { manyi: 'preview'; do: string; fields: Record<string, string[]>; top: number };

function isSaid(data: unknown): data is Said {
  return typeof data === 'object' && data !== null && 'manyi' in data && data.manyi === 'preview';
}

const PAUSE = 500;

type Ask = { page?: number; do?: string; item?: string };

/**
 * The live page of a questionnaire that is being edited. It is asked for a moment after the last change, keeps what was
 * answered in it, and can be walked through. `page` is −1 at the end, where there is none.
 */
export function usePreview(form: Form, language: string) {
  const [drawn, setDrawn] = useState<Drawn>();
  const [failed, setFailed] = useState<unknown>();
  const [page, setPage] = useState(0);
  const now = useRef({ form, language, page: 0, top: 0, serial: 0, answers: {} as Record<string, string[]> });
  const running = useRef<AbortController>(undefined);

  const ask = useCallback(async ({ page: to, do: what, item }: Ask) => {
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    const { current } = now;
    const shown: Shown = { language: current.language, answers: current.answers };
    if (what) shown.do = what;
    else shown.page = to ?? current.page;
    try {
      const html = await previewPage(toDocument(current.form), shown, control.signal);
      if (control.signal.aborted) return;
      const at = /<body[^>]* data-page="(\d+)"/.exec(html)?.[1];
      if (at !== undefined) current.page = Number(at);
      current.serial++;
      setPage(at === undefined ? -1 : current.page);
      setFailed(undefined);
      setDrawn({ id: current.serial, html, item, top: what || to !== undefined ? 0 : current.top });
    } catch (error) {
      if (!control.signal.aborted) setFailed(error);
    }
  }, []);

  useEffect(() => {
    now.current.form = form;
    const timer = setTimeout(() => ask({}), now.current.serial === 0 ? 0 : PAUSE);
    return () => clearTimeout(timer);
  }, [form, ask]);

  useEffect(() => {
    const { current } = now;
    if (current.language === language) return;
    current.language = language;
    current.answers = { ...current.answers, _lang: [language] };
    ask({});
  }, [language, ask]);

  useEffect(() => () => running.current?.abort(), []);

  return useMemo(
    () => ({
      drawn,
      failed,
      page,
      /** Takes what the page in the frame says. */
      hear: (data: unknown) => {
        if (!isSaid(data)) return;
        now.current.answers = data.fields;
        now.current.top = data.top;
        if (data.do !== '') ask({ do: data.do });
      },
      /** Goes to the page of an item; `tell` brings it into view when the page is there already. */
      show: (key: string, tell: (item: string) => void) => {
        const { current } = now;
        const place = find(current.form, key);
        const code = (place?.item ?? place?.section.items[0])?.code;
        if (!place || code === undefined) return;
        const at = current.form.paging === 'sections' ? place.at : 0;
        if (at === current.page) tell(code);
        else ask({ page: at, item: code });
      },
      go: (to: number) => ask({ page: to }),
      restart: () => {
        now.current.answers = {};
        now.current.top = 0;
        ask({ page: 0 });
      },
    }),
    [drawn, failed, page, ask],
  );
}
