import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OPENED_AT } from './a-case.js';
import { Desk } from './desk.js';
import { caseId } from './neighbours.js';

let desk: Desk;

beforeEach(async () => {
  desk = await Desk.start();
});
afterEach(() => desk.stop());

describe('a command over HTTP', () => {
  test('tells every field that is wrong or unknown at once', async () => {
    await desk.openOne();
    const answer = await desk.command('contact', {
      direction: 'up',
      channel: 'phone',
      purpose: 'other',
      eta: '10:00',
      colour: 1,
    });
    expect(answer.status).toBe(422);
    expect(
      answer.body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]),
    ).toEqual(
      expect.arrayContaining([
        ['/direction', 'oneOf'],
        ['/eta', 'instant'],
        ['/text', 'required'],
        ['/colour', 'unknownField'],
      ]),
    );
  });

  test('without its version names the field; an update names what it lacks', async () => {
    await desk.openOne();
    const missing = await desk.command('take', { expectedVersion: undefined });
    expect([missing.status, missing.body.errors[0].pointer]).toEqual([422, '/expectedVersion']);
    const update = await desk.command('contact', {
      direction: 'out',
      channel: 'phone',
      purpose: 'update',
      text: 't',
    });
    expect(update.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/progress',
      '/nextStep',
      '/eta',
    ]);
  });

  test('that does not exist, or for a case that does not, is 404 and says what is accepted', async () => {
    await desk.openOne();
    const unknown = await desk.command('explode', {});
    expect(unknown.status).toBe(404);
    expect(unknown.body.detail).toContain('take, decline, contact');
    const nowhere = await desk.service.http.request('POST', '/v1/cases/SH-1/commands/take', {
      expectedVersion: 1,
    });
    expect([nowhere.status, nowhere.body.code]).toEqual([404, 'notFound']);
  });

  test('of staff is refused to the customer', async () => {
    await desk.openOne();
    expect((await desk.command('take', {}, 'customer')).status).toBe(403);
  });
});

describe('the list of cases', () => {
  test('is read page by page, newest first, and narrowed by what one looks for', async () => {
    desk.others.publishPack();
    for (const n of [1, 2, 3, 4, 5]) {
      desk.others.acceptRequest(
        n,
        { type: n % 2 ? 'productFault' : 'other', orderNo: `PO-${n}` },
        OPENED_AT + n,
      );
    }
    await desk.service.deliver([...desk.others.events, desk.others.offer(2, 'wu')]);
    const first = await desk.get('?limit=2');
    const second = await desk.get(`?limit=2&after=${first.next}`);
    const third = await desk.get(`?limit=2&after=${second.next}`);
    const numbers = [first, second, third].flatMap(({ items }) =>
      items.map(({ number }: { number: string }) => number),
    );
    expect(numbers.map((number) => Number(number.slice(-1)))).toEqual([5, 4, 3, 2, 1]);
    expect(third.next).toBeNull();
    const count = async (query: string) => (await desk.get(query)).items.length;
    expect(await count('?type=other')).toBe(2);
    expect(await count('?status=assigned&holder=wu&team=techSupport')).toBe(1);
    expect(await count('?q=PO-3')).toBe(1);
    expect(await count('?q=SH-2026-000004&urgency=normal')).toBe(1);
    expect(await count(`?customer=${caseId(9)}`)).toBe(0);
    expect((await desk.get('?sort=openedAt')).items[0].number).toBe('SH-2026-000001');
    expect((await desk.service.http.request('GET', '/v1/cases?status=done')).status).toBe(422);
  });
});
