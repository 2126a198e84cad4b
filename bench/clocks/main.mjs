// What clocks cost: npm run bench:clocks -- [--open 10000,100000,1000000] [--no-storm] [--notice [--seconds 300]]
// [--output FILE]. Needs a PostgreSQL and a RabbitMQ (DATABASE_URL, RABBITMQ_URL; else those of this machine).
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { measureArithmetic } from './arithmetic.mjs';
import { BenchBroker } from './broker.mjs';
import { BenchDatabase } from './database.mjs';
import { measureFiring } from './firing.mjs';
import { measureNotice } from './notice.mjs';
import { measureStorm } from './storm.mjs';

const { values } = parseArgs({
  allowNegative: true,
  options: {
    open: { type: 'string', default: '10000,100000,1000000' },
    storm: { type: 'boolean', default: true },
    notice: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '300' },
    output: { type: 'string' },
  },
});
const databaseUrl = process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const rabbitmqUrl = process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672';

const result = { at: new Date().toISOString(), dueTime: measureArithmetic(), firing: [] };
table('A due time on a warm calendar', result.dueTime);
const database = await BenchDatabase.create(databaseUrl);
const broker = await BenchBroker.connect(rabbitmqUrl);
try {
  result.machine = await machine();
  for (const open of values.open.split(',').filter(Boolean).map(Number)) {
    const row = await measureFiring(database, open);
    result.firing.push(row);
    table('Claim and fire', [row]);
  }
  if (values.storm) table('Storm', [(result.storm = await measureStorm(database, broker))]);
  if (values.notice) {
    table('Noticing', [(result.notice = await measureNotice(database, broker, Number(values.seconds)))]);
  }
  table('Machine', [result.machine]);
} finally {
  await broker.close();
  await database.drop();
}
if (values.output) writeFileSync(values.output, `${JSON.stringify(result, null, 2)}\n`);

async function machine() {
  const { rows } = await database.client.query('show server_version');
  return {
    cpu: `${cpus().length} x ${cpus()[0].model.trim()}`,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    postgres: rows[0].server_version,
    rabbitmq: broker.connection.connection.serverProperties.version,
  };
}

function table(title, rows) {
  process.stdout.write(`\n${title}\n`);
  console.table(rows);
}
