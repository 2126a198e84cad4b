import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP relay in front of the broker, to cut and to silence what amqplib itself cannot be made to lose. */
export interface BrokerProxy {
  readonly url: string;
  /** Ends every connection at once, without a word of the protocol. */
  cut(): void;
  /** While true, what the broker says is thrown away; what it is told still reaches it. */
  swallowAnswers: boolean;
  /** While true, new connections are refused. */
  refuse: boolean;
  close(): Promise<void>;
}

export async function startBrokerProxy(brokerUrl: string): Promise<BrokerProxy> {
  const broker = new URL(brokerUrl);
  const sockets = new Set<Socket>();
  const proxy = { swallowAnswers: false, refuse: false };
  const server = createServer((client) => {
    if (proxy.refuse) return void client.destroy();
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
    client.on('data', (chunk) => upstream.write(chunk));
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
    cut: () => sockets.forEach((socket) => socket.destroy()),
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
