import { once } from 'node:events';
import { type IncomingHttpHeaders, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
type Treatment = (response: ServerResponse) => void;

export interface Gateway {
  readonly url: string;
  /** Every request that was read to its end. */
  readonly received: readonly Received[];
  /** What the next requests meet, in their order; afterwards each is taken. */
  treat(...treatments: Treatment[]): void;
  close(): Promise<void>;
}

/** Answers with a status. */
export const answers =
  (status: number, headers: Record<string, string> = {}, body = ''): Treatment =>
  (response) =>
    void response.writeHead(status, headers).end(body);
/** Takes the message and never says so. */
export const hangs: Treatment = () => {};
/** Takes the message and breaks the connection off. */
export const closes: Treatment = (response) => void response.destroy();

/** A gateway on this machine that takes what it is given, unless it is told otherwise. */
export async function startGateway(): Promise<Gateway> {
  const received: Received[] = [];
  const treatments: Treatment[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      const take = answers(202, {}, JSON.stringify({ id: `taken-${received.length}` }));
      (treatments.shift() ?? take)(response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/messages`,
    received,
    treat: (...next) => void treatments.push(...next),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
