import type { Channel } from 'amqplib';

/** Closes a channel. amqplib alone would wait for ever when the connection ends before the broker's answer. */
export function closeChannel(channel: Channel): Promise<void> {
  return new Promise((resolve) => {
    channel.once('close', resolve);
    channel.close().then(resolve, () => resolve());
  });
}
