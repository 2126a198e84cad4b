import { describe, expect, test } from '@jest/globals';
import { readNotificationsConfig } from './config.js';

const SMTP = { SMTP_URL: 'smtp://mail.example.org:587', MAIL_FROM: 'service@example.org' };
const GATEWAY = {
  GATEWAY_URL: 'https://gateway.example.org/send',
  GATEWAY_SECRET: `whsec_${'A'.repeat(32)}`,
};

describe('the configuration of channels', () => {
  test('is none unless it is given', () => {
    expect(readNotificationsConfig({})).toMatchObject({ publicUrl: '', smtp: null, gateway: null });
  });
  test('takes what belongs together, and all channels of a gateway unless some are named', () => {
    const config = readNotificationsConfig({ ...SMTP, ...GATEWAY });
    expect(config.smtp).toMatchObject({ url: SMTP.SMTP_URL, from: SMTP.MAIL_FROM });
    expect(config.gateway?.channels).toHaveLength(7);
    const some = readNotificationsConfig({ ...GATEWAY, GATEWAY_CHANNELS: 'appPush,sms' });
    expect(some.gateway?.channels).toEqual(['sms', 'appPush']);
  });
  test.each([
    ['a mail server without a sender', { SMTP_URL: SMTP.SMTP_URL }, 'MAIL_FROM is missing'],
    ['a sender with a line break', { ...SMTP, MAIL_FROM: 'a@b.c\r\nBcc: d@e.f' }, 'MAIL_FROM is'],
    ['a gateway without a secret', { GATEWAY_URL: GATEWAY.GATEWAY_URL }, 'GATEWAY_SECRET is missing'],
    [
      'a channel nobody knows',
      { ...GATEWAY, GATEWAY_CHANNELS: 'sms,pigeon' },
      'GATEWAY_CHANNELS names pigeon',
    ],
    ['a time-out the sender would not wait for', { ...SMTP, SMTP_TIMEOUT_MS: '10000' }, 'SMTP_TIMEOUT_MS is'],
  ])('refuses %s', (_, env, violation) => {
    expect(() => readNotificationsConfig(env)).toThrow(violation);
  });
  test('never shows a secret, not even a wrong one', () => {
    const wrong = { ...GATEWAY, GATEWAY_SECRET: 'hunter2' };
    expect(() => readNotificationsConfig(wrong)).toThrow(/GATEWAY_SECRET has a value that is not accepted/);
    expect(() => readNotificationsConfig(wrong)).not.toThrow(/hunter2/);
  });
});
