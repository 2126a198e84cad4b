import { EVENT_SCHEMAS, EVENT_TYPES, type EventType } from '@caseloop/contracts';
import type { EventCondition } from './model.js';
import type { Place } from './place.js';
import { type Vocabulary, readMatch } from './read-rule.js';
import { type Words, idsOf } from './words.js';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly string[];
  readonly items?: Schema;
}

/** An event by its name, `case.opened`, or with a condition on its data: `{on: case.contacted, where: {direction: out}}`. */
export function readEvent(place: Place, words: Words): EventCondition {
  if (!place.isMap()) return { on: readType(place), match: {} };
  const at = place.fields(['on', 'where']);
  return readCondition(at('on'), at('where'), words);
}

export function readEvents(list: Place, words: Words): EventCondition[] {
  return list.items().map((item) => readEvent(item, words));
}

/** `on:` and `where:` that stand beside other keys of a rule. */
export function readCondition(on: Place, where: Place, words: Words): EventCondition {
  const type = readType(on);
  const schema = EVENT_SCHEMAS[type] as unknown as Schema;
  const fieldAt = (path: string): Schema | null => descend(schema, path.split('.'));
  const fields = (path: string): readonly string[] | null =>
    fieldAt(path) ? null : Object.keys(schema.properties ?? {});
  return { on: type, match: readMatch(where, fields, vocabularyOf(words, fieldAt)) };
}

/** Packs write `case.opened`; the version belongs to the product. */
function readType(place: Place): EventType {
  const name = place.text();
  const type = EVENT_TYPES.find((candidate) => candidate === `${name}.v1`);
  if (!type && name !== '') {
    const aggregate = `${name.split('.')[0]}.`;
    const near = EVENT_TYPES.filter((candidate) => candidate.startsWith(aggregate));
    const list = (near.length > 0 ? near : EVENT_TYPES).map((candidate) => candidate.slice(0, -'.v1'.length));
    const accepted = list.join(', ');
    place.report(
      'unknownReference',
      `没有事件“${name}”；可用：${accepted}`,
      `there is no event "${name}"; accepted: ${accepted}`,
    );
  }
  return type ?? 'case.opened.v1';
}

function descend(schema: Schema, path: readonly string[]): Schema | null {
  const [key, ...rest] = path;
  if (key === undefined) return schema;
  const candidates = schema.anyOf ? schema.anyOf : [schema];
  for (const { properties } of candidates) {
    const next = properties?.[key];
    const found = next && descend(next, rest);
    if (found) return found;
  }
  return null;
}

/** Words of events that are words of the pack: `type` of a case is one of its types, `to` one of its roles ... */
function vocabularyOf(words: Words, fieldAt: (path: string) => Schema | null): Vocabulary {
  const types = { kind: 'type', words: idsOf(words.types) };
  const urgencies = { kind: 'urgency', words: idsOf(words.urgencies) };
  const teams = { kind: 'team', words: idsOf(words.teams) };
  const roles = { kind: 'role', words: idsOf(words.roles) };
  const byPath: Record<string, { kind: string; words: readonly string[] }> = {
    type: types,
    typeBefore: types,
    urgency: urgencies,
    urgencyBefore: urgencies,
    team: teams,
    fromTeam: teams,
    roles,
    lead: roles,
    'escalate.to': roles,
    band: { kind: 'band', words: words.bands },
  };
  return (path) => {
    const field = fieldAt(path);
    const closed = field?.enum ?? field?.items?.enum;
    if (closed) return { kind: path, words: closed };
    return byPath[path] ?? null;
  };
}
