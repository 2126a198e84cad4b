import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** What a mail server does to one mail: takes it, refuses it with a code, or closes after having read it. */
export type Treatment = 'take' | number | 'takeAndClose';

export interface MailServer {
  readonly url: string;
  /** The mails that were read to their end, as they came. */
  readonly mails: readonly string[];
  /** The recipients of every mail that was tried. */
  readonly tried: readonly string[];
  /** What the next mails meet, in their order; afterwards each is taken. */
  treat(...treatments: Treatment[]): void;
  close(): Promise<void>;
}

/** A mail server on this machine, without TLS and without passwords. */
export async function startMailServer(): Promise<MailServer> {
  const mails: string[] = [];
  const tried: string[] = [];
  const treatments: Treatment[] = [];
  let current: Treatment = 'take';
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: ({ address }, _session, callback) => {
      tried.push(address);
      current = treatments.shift() ?? 'take';
      if (typeof current !== 'number') return callback();
      callback(Object.assign(new Error(`<${address}> is not known here`), { responseCode: current }));
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push(Buffer.concat(chunks).toString('utf8'));
        if (current !== 'takeAndClose') return callback();
        for (const connection of server.connections) if (connection.id === session.id) connection.close();
      });
    },
  });
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails,
    tried,
    treat: (...next) => void treatments.push(...next),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
