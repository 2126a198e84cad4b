import { expect, test } from '@jest/globals';
import { createLogger, nestLogger } from './logger.js';

function lines(): { logged: () => string; write: (line: string) => void } {
  const written: string[] = [];
  return { logged: () => written.join(''), write: (line) => void written.push(line) };
}

test('what is personal or secret is not written down, three levels deep', () => {
  const out = lines();
  const logger = createLogger({ service: 'sla', logLevel: 'info' }, out);
  const secret = 'canary-13800001234';
  logger.info({ phone: secret, event: { data: { personal: secret }, verbatim: secret } }, 'x');
  logger.error({ headers: { authorization: secret }, config: { databaseUrl: secret } }, 'y');
  expect(out.logged()).not.toContain(secret);
  expect(out.logged()).toContain('[redacted]');
});

test('an error of the database is written down without the rows it quotes', () => {
  const out = lines();
  const error = Object.assign(new Error('duplicate key', { cause: new RangeError('why') }), {
    code: '23505',
    constraint: 'customers_phone_key',
    detail: 'Key (phone)=(canary-13800001234) already exists.',
    where: 'canary-13800001234',
  });
  createLogger({ service: 'intake', logLevel: 'info' }, out).error({ err: error }, 'failed');
  expect(out.logged()).not.toContain('canary');
  expect(JSON.parse(out.logged()).err).toMatchObject({
    type: 'Error',
    message: 'duplicate key',
    code: '23505',
    constraint: 'customers_phone_key',
    stack: expect.stringContaining('logger.spec'),
    cause: { type: 'RangeError', message: 'why' },
  });
});

test('a line is JSON with time, level and service', () => {
  const out = lines();
  createLogger({ service: 'sla', logLevel: 'info' }, out).info({ events: 3 }, 'batch');
  expect(JSON.parse(out.logged())).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    service: 'sla',
    events: 3,
    msg: 'batch',
  });
});

test('Nest speaks through the same logger, its chatter at debug', () => {
  const out = lines();
  const nest = nestLogger(createLogger({ service: 'sla', logLevel: 'info' }, out));
  nest.log('Mapped {/v1, GET} route', 'RouterExplorer');
  expect(out.logged()).toBe('');
  nest.error('broken', 'Injector');
  expect(JSON.parse(out.logged())).toMatchObject({ from: 'nest', context: 'Injector', msg: 'broken' });
});
