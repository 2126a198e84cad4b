import { expect, test } from '@jest/globals';
import { type PartnerAgreement, choosePack } from './choose-pack.js';

const inForce = [
  { name: 'after-sales', version: '1', unit: 'service' },
  { name: 'online', version: '2', unit: 'shop' },
  { name: 'online-vip', version: '3', unit: 'shop' },
];
const choose = (stated: { pack?: string; unit?: string }, partner?: PartnerAgreement) =>
  choosePack(stated, partner, inForce, 'after-sales').inForce?.name ?? null;

test('the pack a request names comes first, then its partner’s, then its unit’s, then the installation’s', () => {
  const partner = { defaultPack: 'online', unit: 'service' };
  expect(choose({ pack: 'online-vip' }, partner)).toBe('online-vip');
  expect(choose({}, partner)).toBe('online');
  expect(choose({ unit: 'shop' })).toBe('online');
  expect(choose({}, { defaultPack: null, unit: 'shop' })).toBe('online');
  expect(choose({})).toBe('after-sales');
});

test('a pack that is not there is a mistake, not a reason to take another one', () => {
  expect(choose({ pack: 'nonsense' })).toBeNull();
  expect(choose({}, { defaultPack: 'nonsense', unit: null })).toBeNull();
});
