import { Alert, Button } from 'antd';
import { ProblemError } from '../api/client';
import { type Speech, useSpeech } from '../lib/i18n';

/** What happened, in words: the server's own where there are some. */
export function problemText(error: unknown, { t }: Speech): string {
  if (!(error instanceof ProblemError)) return t('problem.page');
  const { problem } = error;
  if (problem.status === 0) return t('problem.offline');
  if (problem.detail) return problem.detail;
  if (problem.status === 401) return t('problem.login');
  if (problem.status === 403) return t('problem.forbidden');
  if (problem.status === 404) return t('problem.missing');
  return t('problem.server');
}

/** A failure: what happened, its parts, and a way on. */
export function Problem({ error, retry }: { error: unknown; retry?: () => void }) {
  const speech = useSpeech();
  const parts = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
  const denied = error instanceof ProblemError && (error.problem.status === 403 || error.problem.status === 404);
  return (
    <Alert
      role="alert"
      type={denied ? 'info' : 'error'}
      showIcon
      className="m-problem"
      title={problemText(error, speech)}
      description={
        parts.length > 1 ? (
          <ul>
            {parts.map((part) => (
              <li key={`${part.field}:${part.key}`}>
                {part.field && <code>{part.field}</code>} {part.detail}
              </li>
            ))}
          </ul>
        ) : undefined
      }
      action={
        retry && !denied ? (
          <Button size="small" onClick={retry}>
            {speech.t('problem.retry')}
          </Button>
        ) : undefined
      }
    />
  );
}
