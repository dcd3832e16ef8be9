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
/** The page tells what was answered a moment after it; what leads away from it waits for that. */
const TOLD = 250;

/** What the next page is asked for with; read when it is asked for, so that nothing is asked for with what was. */
type Now = {
  form: Form;
  language: string;
  page: number;
  top: number;
  serial: number;
  answers: Record<string, string[]>;
  /** The item to bring into view when the page is there. */
  item: string | undefined;
};

type Ask = { page?: number; do?: string; item?: string };

/**
 * The live page of a questionnaire that is being edited. It is asked for a moment after the last change, keeps what was
 * answered in it, and can be walked through. `page` is −1 at the end, where there is none.
 */
export function usePreview(form: Form, language: string) {
  const [drawn, setDrawn] = useState<Drawn>();
  const [failed, setFailed] = useState<unknown>();
  const [page, setPage] = useState(0);
  const now = useRef<Now>({ form, language, page: 0, top: 0, serial: 0, answers: {}, item: undefined });
  const running = useRef<AbortController>(undefined);
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined);

  const ask = useCallback(async ({ page: to, do: what, item }: Ask) => {
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    const { current } = now;
    if (to !== undefined) {
      current.page = to;
      current.top = 0;
    }
    if (item !== undefined) current.item = item;
    const { answers } = current;
    try {
      const shown: Shown = { language: current.language, answers, ...(what ? { do: what } : { page: current.page }) };
      const html = await previewPage(toDocument(current.form), shown, control.signal);
      if (control.signal.aborted) return;
      // Answered while the page was on its way: it would come without that.
      if (!what && current.answers !== answers) return ask({});
      const at = /<body[^>]* data-page="(\d+)"/.exec(html)?.[1];
      if (at !== undefined) current.page = Number(at);
      if (what) current.top = 0;
      current.serial++;
      setPage(at === undefined ? -1 : current.page);
      setFailed(undefined);
      setDrawn({ id: current.serial, html, item: current.item, top: current.top });
      current.item = undefined;
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
    if (now.current.language === language) return;
    const timer = setTimeout(() => {
      now.current.language = language;
      now.current.answers = { ...now.current.answers, _lang: [language] };
      ask({});
    }, TOLD);
    return () => clearTimeout(timer);
  }, [language, ask]);

  useEffect(
    () => () => {
      clearTimeout(leaving.current);
      running.current?.abort();
    },
    [],
  );

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
        now.current.item = undefined;
        if (data.do !== '') ask({ do: data.do });
      },
      /** Goes to the page of an item; `tell` brings it into view when the page is there already. */
      show: (key: string, tell: (item: string) => void) => {
        const { current } = now;
        const place = find(current.form, key);
        const code = (place?.item ?? place?.section.items[0])?.code;
        if (!place || code === undefined) return;
        const at = current.form.paging === 'sections' ? place.at : 0;
        clearTimeout(leaving.current);
        if (at === current.page) {
          current.item = code; // for a page on its way
          tell(code);
        } else leaving.current = setTimeout(() => ask({ page: at, item: code }), TOLD);
      },
      go: (to: number) => {
        clearTimeout(leaving.current);
        leaving.current = setTimeout(() => ask({ page: to }), TOLD);
      },
      restart: () => {
        now.current.answers = {};
        ask({ page: 0 });
      },
    }),
    [drawn, failed, page, ask],
  );
}
