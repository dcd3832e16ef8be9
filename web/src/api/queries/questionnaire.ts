import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { all, api, ok, type Schemas } from '../client';
import { questionnaireQueries } from './definition';

export type Document = Schemas['QuestionnaireDocument'];
export type View = Schemas['QuestionnaireDraftView'];
export type Server = Schemas['QuestionnaireDraftState'];
export type Draft = Schemas['QuestionnaireDraft'];
export type Fault = Schemas['Fault'];
export type State = Schemas['QuestionnaireState'];

export const draftQueries = {
  list: queryOptions({
    queryKey: ['questionnaire-drafts'],
    queryFn: () =>
      all((cursor) => api.GET('/api/v1/questionnaire-drafts', { params: { query: { cursor, limit: 200 } } })),
  }),
  diff: (from: State, to: State) =>
    queryOptions({
      queryKey: ['questionnaire-diff', from, to],
      queryFn: () => ok(api.POST('/api/v1/questionnaire-diff', { body: { from, to } })),
      staleTime: 0,
    }),
  templates: queryOptions({
    queryKey: ['questionnaire-templates'],
    queryFn: () => all((cursor) => api.GET('/api/v1/templates', { params: { query: { cursor, limit: 200 } } })),
  }),
  template: (code: string) =>
    queryOptions({
      queryKey: ['questionnaire-template', code],
      queryFn: () => ok(api.GET('/api/v1/templates/{code}', { params: { path: { code } } })),
      staleTime: Number.POSITIVE_INFINITY,
    }),
};

export function readDraft(id: string) {
  return ok(api.GET('/api/v1/questionnaire-drafts/{id}', { params: { path: { id } } }));
}

/** How a draft begins: empty, from a template, from a version, or from a file's text. */
export type Beginning = {
  code?: string;
  name?: Record<string, string>;
  base?: { code: string; version: string };
  template?: string;
  /** With a template: its indicator system is published too, unless it is. */
  indicators?: boolean;
  document?: Document;
  file?: string;
};

export async function createDraft(client: QueryClient, beginning: Beginning) {
  const draft = await ok(api.POST('/api/v1/questionnaire-drafts', { body: beginning }));
  await client.invalidateQueries({ queryKey: draftQueries.list.queryKey });
  if (beginning.indicators) await client.invalidateQueries({ queryKey: ['indicators'] });
  return draft;
}

export function saveDraft(id: string, revision: number, document: Document) {
  return ok(api.PUT('/api/v1/questionnaire-drafts/{id}', { params: { path: { id } }, body: { revision, document } }));
}

export async function deleteDraft(client: QueryClient, id: string, revision: number) {
  await ok(api.DELETE('/api/v1/questionnaire-drafts/{id}', { params: { path: { id }, query: { revision } } }));
  await client.invalidateQueries({ queryKey: draftQueries.list.queryKey });
}

/** What publishing needs: the number, and each changed item's answer to whether it stays comparable. */
export type Publication = { revision: number; version: string; comparable?: Record<string, string> };

export async function publishDraft(client: QueryClient, id: string, publication: Publication) {
  const published = await ok(
    api.POST('/api/v1/questionnaire-drafts/{id}/publish', { params: { path: { id } }, body: publication }),
  );
  await Promise.all([
    client.invalidateQueries({ queryKey: questionnaireQueries.list.queryKey }),
    client.invalidateQueries({ queryKey: draftQueries.list.queryKey }),
  ]);
  return published;
}

/** What a preview shows: which page, in which language, with what was answered so far. */
export type Shown = {
  language: string;
  page?: number;
  /** What the page was asked to do: next, back, send, another language. */
  do?: string;
  /** The fields the page handed over. */
  answers: Record<string, string[]>;
};

/** The page respondents would see of a questionnaire that is not stored, as the text of a sandboxed frame. */
export function previewPage(document: Document, shown: Shown, signal: AbortSignal): Promise<string> {
  const body = { document, ...shown };
  return ok(api.POST('/api/v1/questionnaire-preview', { body, parseAs: 'text', signal }));
}

/** Lets a wave go on with another wording of its questionnaire. */
export async function rewordWave(client: QueryClient, wave: string, version: string) {
  await ok(api.POST('/api/v1/waves/{code}/questionnaire', { params: { path: { code: wave } }, body: { version } }));
  await client.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith('wave') });
}
