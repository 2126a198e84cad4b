import {
  AcceptedField,
  type FieldTest,
  ListField,
  MatchField,
  type Presence,
  isPlainObject,
  isText,
} from '@caseloop/service';
import { BUSINESS_DAYS_MAX, parseInstant } from '@caseloop/service-time';
import { PLAN_STEPS_MAX, TASK_FORCE_MEMBERS_MAX, TEXT_CHARS_MAX, WORD_CHARS_MAX } from './limits.js';

/** The rules of a command's fields that only commands have, beside those of every body. */

const INSTANT = 'an RFC 3339 time with offset, like 2026-11-23T09:00:00+08:00';

export function InstantField(presence: Presence = {}): PropertyDecorator {
  return AcceptedField(isInstant, 'instant', INSTANT, presence);
}

export function IdField(presence: Presence = {}): PropertyDecorator {
  const pattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
  return MatchField(pattern, 'an id as it stands in the case or its timeline (UUID)', presence);
}

export function NumberField(): PropertyDecorator {
  return AcceptedField((value) => typeof value === 'number' && Number.isFinite(value), 'number', 'a number');
}

export function VersionField(): PropertyDecorator {
  const expected = 'the version of the case the command was decided on, a whole number from 1';
  return AcceptedField(isCount(Number.MAX_SAFE_INTEGER), 'version', expected);
}

/** Steps of a plan may be none; steps the customer is asked to take may not (`itemsMin`). */
export function StepsField(itemsMin = 0, presence: Presence = {}): PropertyDecorator {
  const isStep: FieldTest = (step) => isText(step, TEXT_CHARS_MAX);
  return ListField(isStep, 'texts', { itemsMin, itemsMax: PLAN_STEPS_MAX }, presence);
}

export function AgentsField(presence: Presence = {}): PropertyDecorator {
  const isAgent: FieldTest = (agent) => isText(agent, WORD_CHARS_MAX);
  return ListField(isAgent, 'agents', { itemsMin: 1, itemsMax: TASK_FORCE_MEMBERS_MAX }, presence);
}

/** A time, or so many business days. */
export function ExtensionTargetField(presence: Presence = {}): PropertyDecorator {
  const isDays = isCount(BUSINESS_DAYS_MAX);
  const isTarget: FieldTest = (value) =>
    isInstant(value) ||
    (isPlainObject(value) && Object.keys(value).join() === 'businessDays' && isDays(value['businessDays']));
  const expected = `${INSTANT}, or {"businessDays": n} with n from 1 to ${BUSINESS_DAYS_MAX}`;
  return AcceptedField(isTarget, 'instantOrBusinessDays', expected, presence);
}

function isCount(max: number): FieldTest {
  return (value) => Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= max;
}

function isInstant(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    parseInstant(value);
    return true;
  } catch {
    return false;
  }
}
