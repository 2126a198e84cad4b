import { describe, expect, test } from '@jest/globals';
import { questionOf, readQuestion } from './resync-questions.js';

const gap = { source: 'caseloop/casework', subject: 'a', from: 3 } as const;
const asked = JSON.parse(questionOf('routing', gap).body) as Record<string, unknown>;
const body = (changes: Record<string, unknown>): Buffer =>
  Buffer.from(JSON.stringify({ ...asked, ...changes }));

describe('asking an owner to say something again', () => {
  test('the question goes to the queue of the owner and names the one who asks', () => {
    const { exchange, routingKey } = questionOf('routing', gap);
    expect({ exchange, routingKey }).toEqual({ exchange: '', routingKey: 'casework.resync' });
    expect(readQuestion('casework', body({}))).toEqual({ queue: 'routing.events', ...gap });
  });

  test.each([
    ['to a queue that is none of ours', { queue: 'stolen.events' }],
    ['to somebody who does not listen to the source', { queue: 'casework.events' }],
    ['of another owner', { source: 'caseloop/policies' }],
    ['from nowhere', { from: 0 }],
    ['of no subject', { subject: 7 }],
  ])('an owner says nothing %s', (_what, change) => {
    expect(readQuestion('casework', body(change))).toBeNull();
  });

  test('what is no question is none', () => {
    expect(readQuestion('casework', Buffer.from('{'))).toBeNull();
    expect(readQuestion('casework', Buffer.from('null'))).toBeNull();
  });
});
