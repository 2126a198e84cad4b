import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TOPOLOGY, topicMatches } from './topology.js';
import { EXCHANGES } from './transport.js';

/** The rule of AMQP 0-9-1 said another way: recursion instead of positions. */
function matchesSlowly(pattern: readonly string[], key: readonly string[]): boolean {
  const [word, ...rest] = pattern;
  if (word === undefined) return key.length === 0;
  if (word === '#')
    return matchesSlowly(rest, key) || (key.length > 0 && matchesSlowly(pattern, key.slice(1)));
  return key.length > 0 && (word === '*' || word === key[0]) && matchesSlowly(rest, key.slice(1));
}

describe('a topic pattern', () => {
  test.each([
    ['casework', 'casework', true],
    ['casework', 'casework.x', false],
    ['request.#', 'request', true],
    ['request.#', 'request.acme.emea', true],
    ['request.#', 'requests.acme', false],
    ['*.v1', 'a.v1', true],
    ['*.v1', 'a.b.v1', false],
    ['a.#.b', 'a.b', true],
    ['a.#.b', 'a.x.y.b', true],
    ['#', '', true],
    ['*', '', true],
  ])('%s takes %s: %s', (pattern, key, expected) => {
    expect(topicMatches(pattern, key)).toBe(expected);
  });

  test('agrees with the definition for any pattern and key', () => {
    const word = fc.constantFrom('a', 'b', '');
    const patternWord = fc.constantFrom('a', 'b', '*', '#');
    fc.assert(
      fc.property(
        fc.array(patternWord, { minLength: 1, maxLength: 6 }),
        fc.array(word, { minLength: 1, maxLength: 6 }),
        (pattern, key) => {
          expect(topicMatches(pattern.join('.'), key.join('.'))).toBe(matchesSlowly(pattern, key));
        },
      ),
    );
  });

  test('with many wildcards is judged at once', () => {
    const pattern = '#.a.'.repeat(20) + 'b';
    expect(topicMatches(pattern, 'a.'.repeat(60) + 'c')).toBe(false);
  });
});

describe('the topology', () => {
  const bindings = (queue: string) => TOPOLOGY.queues.find(({ name }) => name === queue)?.bindings;

  test('binds a service to its sources by their last word', () => {
    expect(bindings('routing.events')).toEqual([
      { exchange: EXCHANGES.events, pattern: 'casework' },
      { exchange: EXCHANGES.events, pattern: 'policies' },
    ]);
  });

  test('gives an alternate exchange to intake alone', () => {
    const alternates = TOPOLOGY.exchanges.filter(({ alternate }) => alternate !== undefined);
    expect(alternates).toEqual([{ name: EXCHANGES.intake, alternate: EXCHANGES.unrouted }]);
  });

  test('declares an exchange before the one that names it as its alternate', () => {
    const names = TOPOLOGY.exchanges.map(({ name }) => name);
    for (const { name, alternate } of TOPOLOGY.exchanges) {
      if (alternate !== undefined) expect(names.indexOf(alternate)).toBeLessThan(names.indexOf(name));
    }
  });

  test('has one resync queue for each owner, and every binding is to an exchange it declares', () => {
    const resync = TOPOLOGY.queues.map(({ name }) => name).filter((name) => name.endsWith('.resync'));
    expect(resync).toEqual(
      ['intake', 'casework', 'routing', 'sla', 'notifications'].map((owner) => `${owner}.resync`),
    );
    const exchanges = new Set(TOPOLOGY.exchanges.map(({ name }) => name));
    for (const { exchange } of TOPOLOGY.queues.flatMap((queue) => queue.bindings)) {
      expect(exchanges).toContain(exchange);
    }
  });
});
