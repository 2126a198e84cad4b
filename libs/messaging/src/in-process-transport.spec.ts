import { describe, expect, test } from '@jest/globals';
import { createInProcessTransport } from './in-process-transport.js';
import type { OutgoingMessage } from './transport.js';
import { EXCHANGES, UnconfirmedError } from './transport.js';

const OPTIONS = { prefetch: 10, batchMessages: 10, lingerMs: 0 };

/** Casework and analytics listen to intake. */
function fromIntake(body: string): OutgoingMessage {
  const contentType = 'text/plain';
  return { exchange: EXCHANGES.events, routingKey: 'intake', body, contentType, mandatory: true };
}

/** A handler that settles when it is told to. */
function gate() {
  let open = (): void => {};
  let entered = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  const reached = new Promise<void>((resolve) => (entered = resolve));
  const handle = async (): Promise<void> => {
    entered();
    await opened;
  };
  return { open, reached, handle };
}

describe('a publish in-process', () => {
  test('is confirmed when the last of its queues has settled it, not before', async () => {
    const transport = createInProcessTransport();
    await transport.declare();
    const casework = gate();
    const analytics = gate();
    await transport.consume('casework.events', casework.handle, OPTIONS);
    await transport.consume('analytics.events', analytics.handle, OPTIONS);
    let isConfirmed = false;
    const published = transport.publish(fromIntake('1')).then(() => (isConfirmed = true));
    await Promise.all([casework.reached, analytics.reached]);
    casework.open();
    await new Promise(setImmediate);
    expect(isConfirmed).toBe(false);
    analytics.open();
    await published;
  });

  test('is unconfirmed when the bus is closed first, and may have been applied', async () => {
    const transport = createInProcessTransport();
    await transport.declare();
    const published = transport.publish(fromIntake('1'));
    await transport.close();
    await expect(published).rejects.toThrow(UnconfirmedError);
  });

  test('before anything is declared has no queue to go to', async () => {
    await expect(createInProcessTransport().publish(fromIntake('1'))).rejects.toThrow('No queue takes');
  });

  test('keeps what it was: a later change of the headers it was given reaches nobody', async () => {
    const transport = createInProcessTransport();
    await transport.declare();
    const headers = { traceparent: 'a' };
    const seen: unknown[] = [];
    const published = transport.publish({
      ...fromIntake('1'),
      exchange: '',
      routingKey: 'sla.events',
      headers,
    });
    headers.traceparent = 'b';
    await transport.consume(
      'sla.events',
      async (messages) => void seen.push(...messages.map((message) => message.headers['traceparent'])),
      OPTIONS,
    );
    await published;
    expect(seen).toEqual(['a']);
  });
});
