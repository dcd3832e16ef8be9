import type { Schemas } from '../api/client';

/** The permissions the console asks about, by the server's names. */
export const permissions = {
  directoryRead: 'directory.read',
  directoryChange: 'directory.change',
  directoryImport: 'directory.import',
  customerRead: 'customer.read',
  customerReveal: 'customer.reveal',
  customerChange: 'customer.change',
  customerImport: 'customer.import',
  indicatorRead: 'indicator.read',
  indicatorChange: 'indicator.change',
  questionnaireRead: 'questionnaire.read',
  questionnaireChange: 'questionnaire.change',
  programmeRead: 'programme.read',
  programmeChange: 'programme.change',
  importRun: 'import.run',
  waveChange: 'wave.change',
  linkRead: 'link.read',
  invitationRead: 'invitation.read',
  invitationIssue: 'invitation.issue',
  insightRead: 'insight.read',
  responseReadRows: 'response.read_rows',
  userRead: 'user.read',
  userChange: 'user.change',
  keyRead: 'key.read',
  keyChange: 'key.change',
  auditRead: 'audit.read',
} as const;

/** Reports whether a person may do something. The server decides anyway; this only hides what would be refused. */
export function can(me: Schemas['Me'], permission: string | undefined): boolean {
  return permission === undefined || me.permissions.includes(permission);
}
