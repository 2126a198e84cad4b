import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

const COMMIT = Buffer.from('COMMIT');

/** Stands before a database and cuts the line when every n-th commit is answered: it stands, and nobody heard. */
export class CommitCutter {
  cuts = 0;
  private commits = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  constructor(
    private readonly databasePort: number,
    private readonly every: number,
  ) {
    this.server = createServer((client) => this.join(client));
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket): void {
    const database = connect(this.databasePort, '127.0.0.1');
    let cutting = false;
    for (const socket of [client, database]) {
      this.sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => (client.destroy(), database.destroy()));
    }
    client.on('data', (data) => {
      if (data.includes(COMMIT)) {
        this.commits += 1;
        cutting = this.commits % this.every === 0;
      }
      database.write(data);
    });
    database.on('data', (data) => {
      if (!cutting) return void client.write(data);
      this.cuts += 1;
      client.destroy();
    });
  }
}
