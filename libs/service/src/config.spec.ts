import { describe, expect, test } from '@jest/globals';
import { readServiceConfig } from './config.js';
import { ConfigError, readEnv } from './read-env.js';

const GOOD = { DATABASE_URL: 'postgres://sla:secret@db/caseloop', RABBITMQ_URL: 'amqp://guest:secret@mq' };

function messageOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the configuration of a service', () => {
  test('needs a database and a broker; the rest has defaults that suit production', () => {
    expect(readServiceConfig('sla', GOOD)).toEqual({
      service: 'sla',
      mode: 'production',
      databaseUrl: GOOD.DATABASE_URL,
      databasePoolMax: 10,
      brokerUrl: GOOD.RABBITMQ_URL,
      brokerPrefix: '',
      httpHost: '0.0.0.0',
      httpPort: 4000,
      logLevel: 'info',
    });
  });

  test('listens on loopback where callers need no token', () => {
    expect(readServiceConfig('sla', { ...GOOD, CASELOOP_MODE: 'embedded' }).httpHost).toBe('127.0.0.1');
  });

  test('takes BROKER_URL where RABBITMQ_URL is absent', () => {
    const { DATABASE_URL } = GOOD;
    expect(readServiceConfig('sla', { DATABASE_URL, BROKER_URL: 'in-process:' }).brokerUrl).toBe(
      'in-process:',
    );
  });

  test('tells every violation at once, with variable, value and what is accepted', () => {
    const env = {
      DATABASE_URL: 'mysql://root:hunter2@db',
      HTTP_PORT: '70000',
      CASELOOP_MODE: 'prod',
      LOG_LEVEL: '',
    };
    const message = messageOf(() => readServiceConfig('sla', env));
    expect(message).toContain('CASELOOP_MODE is "prod"; expected one of embedded, test, production');
    expect(message).toContain(
      'DATABASE_URL has a value that is not accepted; expected a URL that starts with postgres:',
    );
    expect(message).toContain('RABBITMQ_URL is missing');
    expect(message).toContain('HTTP_PORT is "70000"; expected a whole number from 0 to 65535');
  });

  test('never shows a secret', () => {
    const env = { ...GOOD, DATABASE_URL: 'mysql://root:hunter2@db', RABBITMQ_URL: 'ampq://guest:hunter2@mq' };
    expect(messageOf(() => readServiceConfig('sla', env))).not.toContain('hunter2');
  });
});

describe('reading variables', () => {
  test('a number has digits only', () => {
    for (const raw of ['1.5', '1e3', '0x10', ' ', 'abc']) {
      const reader = readEnv({ N: raw });
      reader.integer('N', { min: 0, max: 9_999 });
      expect(() => reader.done()).toThrow(ConfigError);
    }
  });

  test('a flag is true or false and nothing else', () => {
    const reader = readEnv({ A: 'true', B: 'false', C: 'yes' });
    expect([reader.flag('A', false), reader.flag('B', true), reader.flag('D', true)]).toEqual([
      true,
      false,
      true,
    ]);
    reader.flag('C', false);
    expect(messageOf(() => reader.done())).toContain('C is "yes"; expected true or false');
  });
});
