import { describe, expect, test } from '@jest/globals';
import { readFaults } from './fail-point.js';

describe('faults', () => {
  test('name a place, when it strikes and the signal', () => {
    expect(readFaults('relay.afterConfirm.beforeDelete:n=3:SIGKILL,inbox.x:p=0.02:SIGTERM')).toEqual([
      { place: 'relay.afterConfirm.beforeDelete', n: 3, p: null, signal: 'SIGKILL' },
      { place: 'inbox.x', n: null, p: 0.02, signal: 'SIGTERM' },
    ]);
    expect(readFaults('')).toEqual([]);
  });

  test.each(['inbox.x', 'inbox.x:n=0:SIGKILL', 'inbox.x:p=2:SIGKILL', 'inbox.x:n=1:KILL', ':n=1:SIGKILL'])(
    'a misspelled one is an error, because it would prove everything: %s',
    (text) => {
      expect(() => readFaults(text)).toThrow('FAULT is not');
    },
  );
});
