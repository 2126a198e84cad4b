import { CASE_STATUSES } from '@caseloop/contracts';
import type { CaseType, FactDeclaration, Labels, Named, Pack, Role, Urgency } from './model.js';
import type { Place } from './place.js';

export type Taxonomy = Pick<Pack, 'types' | 'urgencies' | 'facts' | 'teams' | 'roles' | 'statusWords'>;

/** `taxonomy.yaml`: the words of the standard. */
export function readTaxonomy(root: Place): Taxonomy {
  const at = root.fields(['types', 'urgencies', 'facts', 'teams', 'roles', 'statusWords']);
  return {
    types: unique(at('types'), readType),
    urgencies: unique(at('urgencies'), readUrgency),
    facts: Object.fromEntries(optionalEntries(at('facts')).map(([name, place]) => [name, readFact(place)])),
    teams: unique(at('teams'), readNamed),
    roles: unique(at('roles'), readRole),
    statusWords: readStatusWords(at('statusWords')),
  };
}

/** Where each thing with an id was read, for what can only be judged later. */
const places = new WeakMap<object, Place>();

export function placeOf(item: object): Place {
  return places.get(item)!;
}

/** A list of things with ids of their own, which must not be empty. */
export function unique<T extends { readonly id: string }>(list: Place, read: (place: Place) => T): T[] {
  const known = new Set<string>();
  const items = list.items();
  if (items.length === 0) list.report('missingKey', '至少需要一项', 'at least one is needed');
  return items.map((place) => {
    const item = read(place);
    if (known.has(item.id)) place.report('duplicateId', `“${item.id}”重复`, `"${item.id}" is declared twice`);
    known.add(item.id);
    places.set(item, place);
    return item;
  });
}

export function optionalEntries(place: Place): [string, Place, Place][] {
  return place.exists ? place.entries() : [];
}

/** The clause of the SOP a rule comes from. */
export function sopOf(place: Place): { sop?: string } {
  return place.exists ? { sop: place.text() } : {};
}

function readType(place: Place): CaseType {
  const at = place.fields(['id', 'label', 'code', 'scenes', 'sop']);
  return {
    id: at('id').text(),
    label: at('label').labels(),
    ...(at('code').exists && { code: at('code').text() }),
    scenes: at('scenes').texts(),
    ...sopOf(at('sop')),
  };
}

function readUrgency(place: Place): Urgency {
  const at = place.fields(['id', 'label', 'sop']);
  return { id: at('id').text(), label: at('label').labels(), ...sopOf(at('sop')) };
}

function readNamed(place: Place): Named {
  const at = place.fields(['id', 'label']);
  return { id: at('id').text(), label: at('label').labels() };
}

function readRole(place: Place): Role {
  const at = place.fields(['id', 'label', 'supervisory']);
  const supervisory = at('supervisory').exists && at('supervisory').flag();
  return { id: at('id').text(), label: at('label').labels(), supervisory };
}

function readFact(place: Place): FactDeclaration {
  const at = place.fields(['type', 'values', 'label']);
  return {
    type: at('type').oneOf(['boolean', 'number', 'string']),
    ...(at('values').exists && { values: at('values').texts() }),
    label: at('label').labels(),
  };
}

function readStatusWords(place: Place): Pack['statusWords'] {
  const words = optionalEntries(place).map(([status, labels, key]): [string, Labels] => {
    if (!(CASE_STATUSES as readonly string[]).includes(status)) {
      const list = CASE_STATUSES.join(', ');
      key.report(
        'unknownKey',
        `没有状态“${status}”；可用：${list}`,
        `there is no state "${status}"; accepted: ${list}`,
      );
    }
    return [status, labels.labels()];
  });
  return Object.fromEntries(words);
}
