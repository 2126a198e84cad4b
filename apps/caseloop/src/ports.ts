import { createServer } from 'node:net';

/** The port is in use; the person who asked for it is told how to choose another one. */
export class PortTaken extends Error {
  constructor(readonly port: number) {
    super(`Port ${port} is taken by another program; choose one with --port`);
  }
}

/** A port of the loopback interface that nobody uses at the moment. */
export async function freePort(): Promise<number> {
  return tryPort(0);
}

/** Finds out that a port is taken before anything else is started: `PortTaken` then. Of 0 it makes a free one. */
export async function assertPortFree(port: number): Promise<number> {
  return tryPort(port);
}

async function tryPort(port: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      failed(error.code === 'EADDRINUSE' ? new PortTaken(port) : error),
    );
    server.listen(port, '127.0.0.1', ready);
  });
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('The machine gave no port');
  return address.port;
}
