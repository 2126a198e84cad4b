import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '@caseloop/service';
import { type CarrierLine, NotSentError, RefusedError } from '../src/carrier-line.js';
import { gatewayLine } from '../src/gateway-line.js';
import { ANSWER_BYTES_MAX } from '../src/limits.js';
import type { Message } from '../src/message-rows.js';
import { smtpLine } from '../src/smtp-line.js';
import { type Gateway, answers, closes, hangs, startGateway } from './a-gateway.js';
import { type MailServer, startMailServer } from './a-mail-server.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const MESSAGE = {
  ...{ id: '6d1c5a52-7a9e-5a34-9a53-1f1f9d2a0c11', caseId: 'c', channel: 'sms', template: 'planNotice' },
  ...{ language: 'zh-CN', subject: '方案\r\nBcc: everybody@example.com', text: '<b>您好</b>\n.\n再见' },
} as Message;
const WANG = { email: 'wang@example.com' };

async function failing(sent: Promise<unknown>): Promise<Error> {
  return sent.then(
    () => Promise.reject(new Error('it was taken')),
    (error: Error) => error,
  );
}

describe('a mail', () => {
  let server: MailServer;
  let line: CarrierLine;
  beforeEach(async () => {
    server = await startMailServer();
    line = smtpLine({ url: server.url, from: 'service@example.org', timeoutMs: 300 });
  });
  afterEach(async () => {
    line.close?.();
    await server.close();
  });

  test('is plain text to one mailbox, and called the same however often it is sent', async () => {
    const id = `<${MESSAGE.id}@example.org>`;
    expect(await line.send(MESSAGE, WANG)).toEqual({ reference: id });
    await line.send(MESSAGE, WANG);
    expect(server.mails).toHaveLength(2);
    for (const mail of server.mails) {
      const [head] = mail.split('\r\n\r\n');
      expect(head!.split('\r\n')).toEqual(
        expect.arrayContaining([
          ...[`Message-ID: ${id}`, 'From: service@example.org', 'To: wang@example.com'],
          ...['Auto-Submitted: auto-generated', 'Content-Language: zh-CN'],
          expect.stringMatching(/^Content-Type: text\/plain; charset=utf-8/),
        ]),
      );
      expect(head).not.toMatch(/^Bcc/im);
    }
    expect(server.tried).toEqual(['wang@example.com', 'wang@example.com']);
  });

  test.each([
    'wang@example.com\r\nBcc: everybody@example.com',
    'wang@example.com, everybody@example.com',
    '"Wang" <wang@example.com>',
    'everybody',
    `${'a'.repeat(255)}@example.com`,
  ])('to %j does not leave', async (email) => {
    expect(await failing(line.send(MESSAGE, { email }))).toBeInstanceOf(RefusedError);
    expect(server.tried).toEqual([]);
  });

  test('to a mailbox the server refuses for good is refused, and nobody is told the mailbox', async () => {
    server.treat(550);
    const error = await failing(line.send(MESSAGE, WANG));
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.message).toBe('SMTP 550 at RCPT TO');
  });

  test('that the server does not take now was not sent', async () => {
    server.treat(451);
    expect(await failing(line.send(MESSAGE, WANG))).toBeInstanceOf(NotSentError);
  });

  test('whose server is not there was not sent', async () => {
    await server.close();
    expect(await failing(line.send(MESSAGE, WANG))).toBeInstanceOf(NotSentError);
  });

  test('whose server breaks off after having read it may have been sent, and is not sent again by itself', async () => {
    server.treat('takeAndClose');
    const error = await failing(line.send(MESSAGE, WANG));
    expect(error).not.toBeInstanceOf(NotSentError);
    expect(error).not.toBeInstanceOf(RefusedError);
    expect(server.mails).toHaveLength(1);
  });
});

describe('a message over the gateway', () => {
  let gateway: Gateway;
  let line: CarrierLine;
  const send = () => line.send(MESSAGE, { phone: '13800001234' });
  beforeEach(async () => {
    gateway = await startGateway();
    const config = { url: gateway.url, secret: SECRET, channels: ['sms'] as const, timeoutMs: 300 };
    line = gatewayLine(config, () => systemClock().now());
  });
  afterEach(() => gateway.close());

  test('carries its id, where it goes and a signature over all of it', async () => {
    expect(await send()).toEqual({ reference: 'taken-1' });
    const [{ headers, body }] = gateway.received as [Gateway['received'][number]];
    expect(JSON.parse(body)).toEqual({
      type: 'message.send',
      data: {
        ...{ id: MESSAGE.id, caseId: 'c', channel: 'sms', to: { phone: '13800001234' } },
        ...{ language: 'zh-CN', template: 'planNotice', subject: MESSAGE.subject, text: MESSAGE.text },
      },
    });
    expect(headers['webhook-id']).toBe(MESSAGE.id);
    const signedText = `${MESSAGE.id}.${String(headers['webhook-timestamp'])}.${body}`;
    const signature = createHmac('sha256', Buffer.alloc(32, 7)).update(signedText).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${signature}`);
  });

  test.each([
    ['hangs after having read it', hangs, Error],
    ['breaks off after having read it', closes, Error],
    ['is a proxy whose gateway did not answer', answers(504), Error],
    ['has enough for now', answers(429, { 'retry-after': '7' }), NotSentError],
    ['has no strength', answers(500), NotSentError],
    ['does not like it', answers(422), RefusedError],
    ['sends it elsewhere', answers(307, { location: '/elsewhere' }), RefusedError],
  ] as const)('to a gateway that %s is sent once', async (_, treatment, kind) => {
    gateway.treat(treatment);
    const error = await failing(send());
    expect(error.constructor).toBe(kind);
    expect(error.message).not.toContain('1380000');
    expect(gateway.received).toHaveLength(1);
    if (error instanceof NotSentError && error.afterS !== undefined) expect(error.afterS).toBe(7);
  });

  test('to a gateway that is not there was not sent', async () => {
    await gateway.close();
    expect(await failing(send())).toBeInstanceOf(NotSentError);
  });

  test('is taken by the status, however long the answer is or takes', async () => {
    gateway.treat(
      answers(200, {}, JSON.stringify({ id: 'x', more: 'x'.repeat(2 * ANSWER_BYTES_MAX) })),
      (response) => void response.writeHead(200).write('{"id":'),
      answers(204),
      answers(200, {}, '{"id": {"$": 1}}'),
    );
    expect(await Promise.all([send(), send(), send(), send()])).toEqual([{}, {}, {}, {}]);
  });
});
