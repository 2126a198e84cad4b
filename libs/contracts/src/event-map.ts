import { EXCHANGES, INTAKE_QUEUE, eventsQueue, resyncQueue, sourceKey } from './addresses.js';
import { EVENT_TYPES, SOURCE_OWNERS, SUBSCRIPTIONS, sourceOf, type EventType } from './catalog.js';
import { SERVICES, SOURCES, type ServiceName, type Source } from './vocabulary.js';

/** The services that get the events of a source. */
function listenersOf(source: Source): ServiceName[] {
  return SERVICES.filter((service) => SUBSCRIPTIONS[service].includes(source));
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function table(head: readonly string[], rows: readonly string[]): string {
  return [row(...head), row(...head.map(() => '---')), ...rows].join('\n');
}

const code = (text: string): string => `\`${text}\``;

function eventRow(type: EventType): string {
  const source = sourceOf(type);
  if (source === null)
    return row(code(type), 'every owner, of its own streams', 'every listener of that owner');
  return row(code(type), SOURCE_OWNERS[source], listenersOf(source).join(', '));
}

function queueRows(): string[] {
  const events = SERVICES.map((service) => {
    const keys = SUBSCRIPTIONS[service].map((source) => code(sourceKey(source)));
    return row(code(eventsQueue(service)), code(EXCHANGES.events), keys.join(', '));
  });
  const owners = [...new Set(SOURCES.map((source) => SOURCE_OWNERS[source]))];
  const resync = owners.map((owner) => row(code(resyncQueue(owner)), 'default', 'by name'));
  return [...events, row(code(INTAKE_QUEUE), code(EXCHANGES.intake), code('request.#')), ...resync];
}

/** `docs/event-map.md`: who says what, who hears it, and through which queue. Made from the catalogue. */
export function eventMap(): string {
  return `# Who says what, and who hears it

Made from \`libs/contracts/src/catalog.ts\` by \`UPDATE_GOLDEN=1\`; do not edit. A consumer takes all events of a source or
none, because their numbers may have no hole: what it does not need it passes over.

## Events

${table(['event', 'owner', 'goes to'], EVENT_TYPES.map(eventRow))}

## Queues

The routing key on \`${EXCHANGES.events}\` is the last word of the source; a message carries a batch of its events.

${table(['queue', 'exchange', 'bound with'], queueRows())}
`;
}
