import { PUBLISH_WAIT_MS } from './limits.js';
import { UnconfirmedError, type OutgoingMessage, type Transport } from './transport.js';

/**
 * Publishes and waits for the confirm, but no longer than the named limit and not beyond `giveUp`. In-process a
 * confirm takes as long as the slowest consumer, and never comes once it has stopped. Throws `UnconfirmedError` then.
 */
export async function publishWithin(
  transport: Transport,
  message: OutgoingMessage,
  giveUp: AbortSignal,
): Promise<void> {
  let onEnd: (() => void) | undefined;
  const end = new Promise<never>((_resolve, reject) => {
    const timer = setTimeout(() => reject(new UnconfirmedError('Not confirmed in time')), PUBLISH_WAIT_MS);
    const onAbort = (): void => reject(new UnconfirmedError('Not confirmed before the end'));
    giveUp.addEventListener('abort', onAbort);
    if (giveUp.aborted) onAbort();
    onEnd = () => {
      clearTimeout(timer);
      giveUp.removeEventListener('abort', onAbort);
    };
  });
  try {
    await Promise.race([transport.publish(message), end]);
  } finally {
    onEnd?.();
  }
}
