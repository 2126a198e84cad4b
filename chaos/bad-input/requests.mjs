/** What partners send: one kind of good request and fourteen classes of bad ones, the same for the same random numbers. */

/** Random numbers that can be had again (mulberry32): 0 inclusive to 1 exclusive. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Fisher and Yates. */
export function shuffled(items, random) {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

export function goodBody(key, overrides = {}) {
  return {
    source: 'customer',
    channel: 'phone',
    occurredAt: new Date().toISOString(),
    type: 'productFault',
    customer: { name: `顾客 ${key}`, externalId: `customer-${key}` },
    verbatim: '设备无法启动，生产线停了',
    ...overrides,
  };
}

const json = (value) => JSON.stringify(value);
const sneaked = (key, member) => json(goodBody(key)).replace('{', `{${member},`);
const nested = (levels) => '['.repeat(levels) + ']'.repeat(levels);
const PLACES = ['verbatim', 'summary', 'orderNo', 'agentNo'];
const pick = (from, n) => from[n % from.length];

/**
 * The classes. Each gives, for the n-th message of the class, its bytes and what differs from a good message; `code`
 * is that of the problem it must be answered with.
 */
export const BAD_CLASSES = {
  empty: { code: 'notJson', make: () => ({ body: '' }) },
  notJson: {
    code: 'notJson',
    make: (key, n) => ({ body: pick(['{"a":', 'hello', "{'a':1}", '<a/>', '{}}', 'NaN'], n) }),
  },
  wrongTypes: {
    code: 'invalid',
    make: (key, n) => ({
      body: json(
        goodBody(
          key,
          pick([{ verbatim: 7 }, { customer: [] }, { facts: [1] }, { emotion: {} }, { source: null }], n),
        ),
      ),
    }),
  },
  missing: {
    code: 'invalid',
    make: (key, n) => ({
      body: json(
        goodBody(key, { [pick(['source', 'channel', 'occurredAt', 'customer', 'verbatim'], n)]: undefined }),
      ),
    }),
  },
  unknownFields: {
    code: 'invalid',
    make: (key, n) => ({ body: json(goodBody(key, { [`colour${n}`]: 'red' })) }),
  },
  oneMebibyte: {
    code: 'tooLarge',
    make: (key) => ({ body: json(goodBody(key, { summary: 'x'.repeat(1024 * 1024) })) }),
  },
  deepNesting: {
    code: 'notJson',
    make: (key, n) => ({ body: sneaked(key, `"deep":${nested(33 + n * 100)}`) }),
  },
  nul: { code: 'notJson', make: (key, n) => ({ body: sneaked(key, `"${pick(PLACES, n)}x":"a\\u0000b"`) }) },
  loneSurrogates: {
    code: 'notJson',
    make: (key, n) => ({
      body: sneaked(key, `"${pick(PLACES, n)}x":"${pick(['\\ud800', 'a\\udc00b', '\\udc00\\ud800'], n)}"`),
    }),
  },
  duplicateKeys: { code: 'notJson', make: (key) => ({ body: sneaked(key, '"verbatim":"twice"') }) },
  proto: {
    code: 'notJson',
    make: (key, n) => ({
      body: sneaked(key, pick(['"__proto__":{"admin":true}', '"facts":{"__proto__":1}'], n)),
    }),
  },
  wrongContentType: {
    code: 'unsupportedMediaType',
    make: (key, n) => ({
      body: json(goodBody(key)),
      contentType: pick(['image/png', 'text/plain', 'application/xml', 'application/json; charset=gbk'], n),
    }),
  },
  unknownPack: {
    code: 'unknownPack',
    make: (key, n) => ({ body: json(goodBody(key, { pack: `nobody-${n}` })) }),
  },
  sameKeyOtherBody: {
    code: 'keyReused',
    make: (key, n, usedKeys) => ({
      body: json(goodBody(key, { verbatim: 'something else' })),
      key: pick(usedKeys, n),
    }),
  },
};
