import createClient, { type Middleware } from 'openapi-fetch';
import type { components, paths } from './schema';

/** Every type that crosses the wire, generated from the server's own description. */
export type Schemas = components['schemas'];
type Problem = Schemas['Problem'];

/** A refused or failed request, with the server's words for it. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

/** The path the console is served under, without the last slash: "" or "/manyi". */
export const root = new URL(document.baseURI).pathname.replace(/\/$/, '');

let language = 'zh';

/** The language the server words its messages in. */
export function speak(lang: string) {
  language = lang;
}

const inLanguage: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', language);
    return request;
  },
};

export const api = createClient<paths>({ baseUrl: root });
api.use(inLanguage);

type Reply<T> = { data?: T; error?: unknown; response: Response };

/** The body of a successful reply; anything else is thrown as a ProblemError. */
export async function ok<T>(call: Promise<Reply<T>>): Promise<T> {
  let reply: Reply<T>;
  try {
    reply = await call;
  } catch {
    throw new ProblemError({ title: 'offline', status: 0, key: 'offline' });
  }
  if (reply.response.ok) return reply.data as T;
  throw new ProblemError(isProblem(reply.error) ? reply.error : { title: '', status: reply.response.status });
}

function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'title' in error;
}

type Page<T> = { items: T[]; next?: string };

/** Every row of a list that is read whole; the cap is a guard against a server that never ends. */
export async function all<T>(page: (cursor?: string) => Promise<Reply<Page<T>>>): Promise<T[]> {
  const rows: T[] = [];
  let cursor: string | undefined;
  for (let i = 0; i < 500; i++) {
    const part = await ok(page(cursor));
    rows.push(...part.items);
    cursor = part.next;
    if (!cursor) break;
  }
  return rows;
}

/** The address of something that is downloaded or shown as it is, such as a table or a QR code. */
export function href(path: string, query: Record<string, string | undefined> = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) params.set(name, value);
  const text = params.toString();
  return root + path + (text ? `?${text}` : '');
}
