/** Where to go after the login: a path inside the console, never another site. */
export function safeNext(next: string | null): string {
  return next?.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? next : '/';
}

/** The shortest password the server takes. */
export const SHORTEST = 10;

/** What is wrong with a new password, as a message key's last word; undefined when nothing is. */
export function passwordFault(next: string, old: string): 'short' | 'same' | undefined {
  if ([...next].length < SHORTEST) return 'short';
  if (next === old) return 'same';
  return undefined;
}
