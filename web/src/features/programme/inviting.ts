import type { Schemas } from '../../api/client';
import type { Selection } from '../../api/queries/invitation';
import { attributeOf } from '../customer/model';

type Wave = Pick<Schemas['WaveSummary'], 'state' | 'anonymity'>;
type Stop = Schemas['InvitationStop'];

/** The fields by which customers are chosen. */
export type Fields = {
  units: string[];
  stages: string[];
  kinds: string[];
  status?: string;
  attribute?: string; // "gender:female"
  limit: number | null;
};

/** Everybody of all units of the wave. */
export function everybody(): Fields {
  return { units: [], stages: [], kinds: [], limit: null };
}

/** Why no links can be issued now, if so. */
export function obstacle(wave: Wave): 'anonymous' | 'planned' | 'closed' | undefined {
  if (wave.anonymity === 'anonymous') return 'anonymous';
  if (wave.state === 'planned') return 'planned';
  return wave.state === 'open' || wave.state === 'paused' ? undefined : 'closed';
}

/** The choice as it is sent, without what was left empty. */
export function selectionOf(fields: Fields): Selection {
  return {
    units: fields.units,
    ...(fields.stages.length > 0 ? { stages: fields.stages } : {}),
    ...(fields.kinds.length > 0 ? { kinds: fields.kinds as Selection['kinds'] } : {}),
    ...(fields.status ? { status: fields.status } : {}),
    ...attributeOf(fields.attribute ?? ''),
    ...(fields.limit ? { limit: fields.limit } : {}),
  };
}

/** How many links will be issued: those that can be used, up to the limit. */
export function toIssue(usable: number, limit: number | null): number {
  return limit ? Math.min(usable, limit) : usable;
}

/** Why people may not be asked, the most frequent reason first. */
export function refusals(refused: Stop[]): Stop[] {
  return [...refused].sort((a, b) => b.count - a.count || a.reason.localeCompare(b.reason));
}

/** How far an issue is, in whole per cent; at most 99 before it is done. */
export function issued(batch: { seen: number; matching: number }): number {
  return batch.matching > 0 ? Math.min(99, Math.floor((100 * batch.seen) / batch.matching)) : 0;
}
