import {
  EXCHANGES,
  INTAKE_QUEUE,
  SERVICES,
  SOURCES,
  SOURCE_OWNERS,
  SUBSCRIPTIONS,
  eventsQueue,
  resyncQueue,
  sourceKey,
  type ServiceName,
} from '@caseloop/contracts';

export { sourceKey } from '@caseloop/contracts';

/** Where intake finds what partners published under a key that is none of theirs. */
export const UNROUTED_QUEUE = 'intake.unrouted';
/** Where the broker puts what it handed out in vain too often: evidence for an operator, drained by nobody. */
export const DEAD_QUEUE = 'dead';

export interface ExchangeDeclaration {
  readonly name: string;
  readonly alternate?: string;
}

export interface QueueDeclaration {
  readonly name: string;
  readonly bindings: readonly { readonly exchange: string; readonly pattern: string }[];
}

export interface Topology {
  readonly exchanges: readonly ExchangeDeclaration[];
  readonly queues: readonly QueueDeclaration[];
}

function eventsQueueOf(service: ServiceName): QueueDeclaration {
  const bindings = SUBSCRIPTIONS[service].map((source) => ({
    exchange: EXCHANGES.events,
    pattern: sourceKey(source),
  }));
  return { name: eventsQueue(service), bindings };
}

/** Addressed by name through the default exchange, which binds every queue: no binding of their own. */
function resyncQueues(): QueueDeclaration[] {
  const owners = new Set(SOURCES.map((source) => SOURCE_OWNERS[source]));
  return [...owners].map((owner) => ({ name: resyncQueue(owner), bindings: [] }));
}

/**
 * Everything the product has on a broker, as data; both transports are built from it. It follows from the table of
 * subscriptions, so every service can declare all of it: no message passes a queue that does not exist yet.
 * Only `caseloop.intake` has an alternate exchange: elsewhere it would hide unroutable messages from `mandatory`.
 * Receipts and feed have no queue of ours, partners bind their own.
 */
export const TOPOLOGY: Topology = {
  exchanges: [
    { name: EXCHANGES.dead },
    { name: EXCHANGES.unrouted },
    { name: EXCHANGES.intake, alternate: EXCHANGES.unrouted },
    { name: EXCHANGES.receipts },
    { name: EXCHANGES.events },
    { name: EXCHANGES.feed },
  ],
  queues: [
    { name: DEAD_QUEUE, bindings: [{ exchange: EXCHANGES.dead, pattern: '#' }] },
    { name: UNROUTED_QUEUE, bindings: [{ exchange: EXCHANGES.unrouted, pattern: '#' }] },
    { name: INTAKE_QUEUE, bindings: [{ exchange: EXCHANGES.intake, pattern: 'request.#' }] },
    ...SERVICES.map(eventsQueueOf),
    ...resyncQueues(),
  ],
};

/** Whether a routing key fits a topic pattern: `*` is one word, `#` any number of words, none included. */
export function topicMatches(pattern: string, key: string): boolean {
  return pattern === key || wordsMatch(pattern.split('.'), key.split('.'));
}

function wordsMatch(pattern: readonly string[], key: readonly string[]): boolean {
  // `reached` holds how many words of the key the pattern read so far can stand for: linear in their product,
  // where naive backtracking over several `#` is exponential.
  let reached = new Set([0]);
  for (const word of pattern) {
    const next = new Set<number>();
    for (const at of reached) {
      if (word === '#') for (let end = at; end <= key.length; end += 1) next.add(end);
      else if (at < key.length && (word === '*' || word === key[at])) next.add(at + 1);
    }
    reached = next;
  }
  return reached.has(key.length);
}
