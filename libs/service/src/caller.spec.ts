import { type IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { identify, isLoopback, traceOf } from './caller.js';
import { Problem } from './problem.js';

function requestWith(headers: IncomingHttpHeaders, remoteAddress = '127.0.0.1'): IncomingMessage {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress });
  return Object.assign(new IncomingMessage(socket), { headers: { host: 'localhost:4000', ...headers } });
}

function refusal(work: () => unknown): number {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error.status;
    throw error;
  }
  return 0;
}

describe('who calls', () => {
  test('is dev of partner dev when the headers say nothing', () => {
    expect(identify(requestWith({}), 'embedded')).toEqual({
      actor: { kind: 'agent', id: 'dev' },
      partner: 'dev',
    });
  });

  test('is who the headers name', () => {
    const named = (actor: string) => identify(requestWith({ 'caseloop-actor': actor }), 'test').actor;
    expect(named('lin')).toEqual({ kind: 'agent', id: 'lin' });
    expect(named('customer')).toEqual({ kind: 'customer', id: 'customer' });
    expect(named('system')).toEqual({ kind: 'system', id: 'system' });
  });

  test.each(['Acme', 'a_b', '', 'a'.repeat(41), 'a/b'])('cannot be partner %p', (partner) => {
    expect(refusal(() => identify(requestWith({ 'caseloop-partner': partner }), 'test'))).toBe(422);
  });

  test('needs a token in production, even on the same machine', () => {
    expect(refusal(() => identify(requestWith({}), 'production'))).toBe(401);
  });

  test('needs a token from another machine, also behind a proxy on this one', () => {
    expect(refusal(() => identify(requestWith({}, '10.0.0.7'), 'embedded'))).toBe(401);
    expect(refusal(() => identify(requestWith({ 'x-forwarded-for': '10.0.0.7' }), 'embedded'))).toBe(401);
    expect(refusal(() => identify(requestWith({ forwarded: 'for=10.0.0.7' }), 'embedded'))).toBe(401);
  });

  test.each([
    ['127.0.0.1', 'localhost', true],
    ['::1', '[::1]:4000', true],
    ['::ffff:127.0.0.1', '127.0.0.1:4000', true],
    // A web page that has pointed its own name at this machine.
    ['127.0.0.1', 'evil.example', false],
    ['127.0.0.1', 'localhost.evil.example', false],
    ['192.168.1.5', 'localhost', false],
  ])('from %s with Host %s is on this machine: %p', (address, host, expected) => {
    expect(isLoopback(requestWith({ host }, address))).toBe(expected);
  });
});

describe('the trace of a request', () => {
  test('goes on with what the caller sent', () => {
    const parent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`;
    const trace = traceOf(requestWith({ traceparent: parent, 'caseloop-correlation-id': 'order-7' }));
    expect(trace.correlationId).toBe('order-7');
    expect(trace.traceparent).toMatch(/^00-a{32}-(?!b{16})[0-9a-f]{16}-00$/);
  });

  test.each([
    `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`,
    'garbage',
    `ff-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  ])('is a new one when what was sent is none: %s', (traceparent) => {
    const trace = traceOf(requestWith({ traceparent, 'caseloop-correlation-id': 'line\nbreak' }));
    expect(trace.traceparent).toMatch(/^00-(?!0{32}|a{32})[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(trace.correlationId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('is the same as long as the request lasts', () => {
    const request = requestWith({});
    expect(traceOf(request)).toBe(traceOf(request));
  });
});
