import { describe, expect, test } from '@jest/globals';
import { CHANNELS } from '@caseloop/contracts';
import fc from 'fast-check';
import { CARRIERS, type Outfit, addressOf, chosenWays, needsAddress, waysToCustomer } from './carriers.js';
import type { CaseSnapshot, Contact } from './snapshot.js';

const LOCAL: Outfit = new Set(['log', 'callTask'] as const);
const FULL: Outfit = new Set(CARRIERS);
const WANG: Contact = { name: '王芳', phone: '13800001234', email: null, summary: '设备无法启动' };
const MAIL = { ...WANG, email: 'wang@example.com' };
type Given = Partial<Pick<CaseSnapshot, 'channel' | 'preferredChannel' | 'contact'>>;

const ways = (over: Given, outfit: Outfit) =>
  waysToCustomer(
    { channel: 'webChat', preferredChannel: null, contact: WANG, ...over } as CaseSnapshot,
    outfit,
  );
const carriers = (over: Given, outfit: Outfit) => ways(over, outfit).map(({ carrier }) => carrier);

describe('without gateways, the way to a customer', () => {
  const wanted = (over: Given) => ways(over, LOCAL)[0];
  test('is the channel they prefer, before the one they came by, written down', () => {
    expect(wanted({ preferredChannel: 'sms' })).toEqual({ carrier: 'log', wanted: 'sms' });
    expect(wanted({})).toEqual({ carrier: 'log', wanted: 'webChat' });
  });
  test('by phone is a call for a person to make', () => {
    expect(wanted({ channel: 'phone' })).toEqual({ carrier: 'callTask', wanted: 'phone' });
  });
  test('is not one they cannot be reached by', () => {
    expect(wanted({ preferredChannel: 'email' })).toEqual({ carrier: 'log', wanted: 'webChat' });
    expect(wanted({ channel: 'store' })).toEqual({ carrier: 'log', wanted: 'sms' });
    expect(wanted({ channel: 'phone', contact: null })).toEqual({ carrier: 'log', wanted: null });
  });
});

describe('with gateways, the way to a customer', () => {
  test('is the preferred channel, then the one they came by, then whatever leads to them, a call last', () => {
    const over = { preferredChannel: 'sms', channel: 'email', contact: MAIL } as const;
    expect(carriers(over, FULL)).toEqual(['sms', 'email', 'callTask']);
    const known = { ...MAIL, ids: { memberId: 'm-1' } };
    expect(carriers({ contact: known }, FULL)).toEqual(['webChat', 'email', 'sms', 'appPush', 'callTask']);
  });
  test('is not a chat in which nobody knows them', () => {
    expect(carriers({}, FULL)).toEqual(['sms', 'callTask']);
  });
  test('is a call where the gateway that is missing would have been the only one', () => {
    expect(carriers({ channel: 'web' }, new Set(['log', 'callTask', 'email'] as const))).toEqual([
      'callTask',
    ]);
  });
  test('is none for somebody who was erased: what was to be said is written down', () => {
    expect(carriers({ contact: null }, FULL)).toEqual(['log']);
  });
});

describe('several ways', () => {
  const chosen = (contact: Contact, channels: number) =>
    chosenWays(ways({ channel: 'sms', contact }, FULL), channels).map(({ carrier }) => carrier);
  test('lead to different contacts: a text and a call to one telephone are one', () => {
    expect(chosen(WANG, 2)).toEqual(['sms']);
    expect(chosen(MAIL, 2)).toEqual(['sms', 'email']);
    expect(chosen({ ...MAIL, ids: { accountId: 'a' } }, 4)).toEqual(['sms', 'email', 'appPush']);
  });
});

test('there is always a way, never two with one carrier, and each has the address it needs', () => {
  const channel = fc.constantFrom(...CHANNELS);
  const contact = fc.record({
    name: fc.constant('x'),
    phone: fc.option(fc.constant('1380000')),
    email: fc.option(fc.constant('a@b.c')),
    summary: fc.constant(''),
    ids: fc.constantFrom({}, { memberId: 'm' }),
  });
  const outfit = fc.subarray([...CARRIERS]).map((some) => new Set([...LOCAL, ...some]));
  fc.assert(
    fc.property(channel, fc.option(channel), fc.option(contact), outfit, (came, preferred, who, has) => {
      const found = ways({ channel: came, preferredChannel: preferred, contact: who }, has);
      expect(found.length).toBeGreaterThanOrEqual(1);
      expect(new Set(found.map(({ carrier }) => carrier)).size).toBe(found.length);
      for (const { carrier } of found) {
        expect(has.has(carrier)).toBe(true);
        expect(needsAddress(carrier) && addressOf(carrier, who) === null).toBe(false);
      }
    }),
  );
});
