import type { Labels } from './model.js';

/** What can be wrong in a pack. Codes are stable: editors and tests rely on them. */
export type FindingCode =
  | 'calendarExpires'
  | 'deadClock'
  | 'duplicateId'
  | 'invalidCalendar'
  | 'invalidCondition'
  | 'invalidDuration'
  | 'invalidExpression'
  | 'invalidPattern'
  | 'invalidTemplate'
  | 'invalidValue'
  | 'invalidYaml'
  | 'missingFile'
  | 'missingKey'
  | 'missingTemplate'
  | 'noDefault'
  | 'tooLarge'
  | 'unboundedHolidays'
  | 'unknownField'
  | 'unknownFile'
  | 'unknownKey'
  | 'unknownReference'
  | 'unknownVariable'
  | 'unreachableRule'
  | 'unorderedLevels'
  | 'unwarnedClock'
  | 'wrongType';

/** One thing wrong in a pack, where it stands (line and column from 1), said to the person who maintains it. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly code: FindingCode;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: Labels;
}

/** The same sentence in both languages. */
export function say(zh: string, en: string): Labels {
  return { 'zh-CN': zh, en };
}
