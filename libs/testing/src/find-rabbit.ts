import type { TestEnvironment } from './config.ts';
import { hasDocker } from './docker.ts';
import { probeRabbit } from './probe.ts';
import { stopLater } from './started-servers.ts';

const LOCAL = 'amqp://guest:guest@127.0.0.1:5672';
const IMAGE = 'rabbitmq:3.13-alpine';

/** A RabbitMQ for this run, or what to do so that there is one. */
export type FoundRabbit = { readonly url: string } | { readonly url: null; readonly missing: string };

/** The one named, Docker's, or the one on this machine. There is none on npm. */
export async function findRabbit(environment: TestEnvironment): Promise<FoundRabbit> {
  if (environment.rabbitmqUrl !== undefined) {
    const reason = await probeRabbit(environment.rabbitmqUrl);
    if (reason === null) return { url: environment.rabbitmqUrl };
    throw new Error(`TEST_RABBITMQ_URL does not work: ${reason}`);
  }
  if (await hasDocker()) return { url: await startContainer() };
  const reason = await probeRabbit(LOCAL);
  if (reason === null) return { url: LOCAL };
  const missing = `no Docker, and ${LOCAL} says: ${reason}. Install rabbitmq-server, start Docker, or set TEST_RABBITMQ_URL.`;
  return { url: null, missing };
}

async function startContainer(): Promise<string> {
  const { RabbitMQContainer } = await import('@testcontainers/rabbitmq');
  const container = await new RabbitMQContainer(IMAGE).start();
  stopLater(() => container.stop());
  return container.getAmqpUrl().replace('amqp://', 'amqp://guest:guest@');
}
