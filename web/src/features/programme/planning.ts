import type { Schemas } from '../../api/client';
import type { NewProgramme } from '../../api/queries/wave';

type Settings = Schemas['WaveSettings'];

/** Stands for a programme that is made together with its first wave. */
export const NEW = '+';

/** The fields of the form of a wave. */
export type Fields = {
  programme?: string;
  programme_code?: string;
  programme_name?: string;
  programme_name_en?: string;
  purpose?: string;
  population?: string;
  code?: string;
  name: string;
  name_en?: string;
  from: string;
  to: string;
  questionnaire?: string; // "code@version"
  previous?: string;
  root?: string;
  types: string[];
  target: number | null;
  anonymity: Settings['anonymity'];
  keep_partial: boolean;
};

/** A wave that nobody has thought about: 15 answers per unit and quarter, anonymous. */
export function blank(): Fields {
  return { name: '', from: '', to: '', types: [], target: 15, anonymity: 'anonymous', keep_partial: false };
}

export function fieldsOf(settings: Settings): Fields {
  return {
    code: settings.code,
    name: settings.name.zh ?? '',
    name_en: settings.name.en,
    from: settings.from,
    to: settings.to,
    questionnaire: `${settings.questionnaire.code}@${settings.questionnaire.version}`,
    previous: settings.previous || undefined,
    root: settings.root_unit,
    types: settings.surveyed_types,
    target: settings.target,
    anonymity: settings.anonymity,
    keep_partial: settings.keep_partial ?? false,
  };
}

/** A text in the languages that were given. */
export function words(zh: string, en?: string): Record<string, string> {
  return en?.trim() ? { zh: zh.trim(), en: en.trim() } : { zh: zh.trim() };
}

export function settingsOf(fields: Fields): Settings {
  const [code = '', version = ''] = (fields.questionnaire ?? '').split('@');
  return {
    code: fields.code,
    name: words(fields.name, fields.name_en),
    from: fields.from,
    to: fields.to,
    anonymity: fields.anonymity,
    questionnaire: { code, version },
    root_unit: fields.root ?? '',
    surveyed_types: fields.types,
    target: fields.target ?? 0,
    previous: fields.previous || undefined,
    keep_partial: fields.keep_partial && fields.anonymity !== 'anonymous',
  };
}

/** The programme the wave goes to: the code of one, or one to be made. */
export function programmeOf(fields: Fields): string | NewProgramme {
  if (fields.programme !== NEW) return fields.programme ?? '';
  return {
    code: fields.programme_code ?? '',
    name: words(fields.programme_name ?? '', fields.programme_name_en),
    purpose: fields.purpose?.trim() ? words(fields.purpose) : undefined,
    population: fields.population?.trim() ? words(fields.population) : undefined,
  };
}

const columns: Record<string, keyof Fields> = {
  code: 'code',
  name: 'name',
  from: 'from',
  to: 'to',
  anonymity: 'anonymity',
  keep_partial: 'keep_partial',
  questionnaire: 'questionnaire',
  root_unit: 'root',
  target: 'target',
  previous: 'previous',
};

/** The field of the form behind a field of the request. */
export function fieldOf(field: string): keyof Fields | undefined {
  return columns[field.replace(/^body\./, '')];
}

/** The units that would be surveyed: those of the chosen types, all when none is chosen. */
export function surveyed<T extends { type: string }>(units: T[], types: string[]): T[] {
  return types.length === 0 ? units : units.filter((unit) => types.includes(unit.type));
}
