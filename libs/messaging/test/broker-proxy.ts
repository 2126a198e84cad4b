import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP relay in front of the broker, to cut and to silence what amqplib itself cannot be made to lose. */
export interface BrokerProxy {
  readonly url: string;
  /** Ends every connection at once, without a word of the protocol. */
  cut(): void;
  /** While true, what the broker says is thrown away; what it is told still reaches it. */
  swallowAnswers: boolean;
  /** Says something to every client in the broker's name; only between two of its own frames, so when all is quiet. */
  say(frame: Buffer): void;
  /** While true, new connections are refused. */
  refuse: boolean;
  /** While true, a connection ends as a client closes a channel on it: the client is never answered. */
  cutAtChannelClose: boolean;
  close(): Promise<void>;
}

/** Class and method of channel.close. */
const CHANNEL_CLOSE = Buffer.from([0, 20, 0, 40]);

function methodOnChannelZero(method: readonly number[]): Buffer {
  return Buffer.from([1, 0, 0, 0, 0, 0, method.length, ...method, 0xce]);
}

/** connection.blocked with the reason "low", and connection.unblocked: what a broker says in an alarm. */
export const BLOCKED = methodOnChannelZero([0, 10, 0, 60, 3, ...Buffer.from('low')]);
export const UNBLOCKED = methodOnChannelZero([0, 10, 0, 61]);

export async function startBrokerProxy(brokerUrl: string): Promise<BrokerProxy> {
  const broker = new URL(brokerUrl);
  const sockets = new Set<Socket>();
  const clients = new Set<Socket>();
  const proxy = { swallowAnswers: false, refuse: false, cutAtChannelClose: false };
  const server = createServer((client) => {
    if (proxy.refuse) return void client.destroy();
    clients.add(client);
    client.on('close', () => clients.delete(client));
    const upstream = connect(Number(broker.port || 5672), broker.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (chunk) => {
      if (proxy.cutAtChannelClose && chunk.includes(CHANNEL_CLOSE)) client.destroy();
      else upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (!proxy.swallowAnswers) client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(brokerUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return Object.assign(proxy, {
    url: url.toString(),
    say: (frame: Buffer) => clients.forEach((client) => client.write(frame)),
    cut: () => sockets.forEach((socket) => socket.destroy()),
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
