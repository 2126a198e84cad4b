import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is to be sent and what is being sent are two queues: whoever looks into one does not walk through the other. */
export class MessageQueues1764000006000 implements MigrationInterface {
  readonly name = 'MessageQueues1764000006000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index messages_pending_idx;
      create index messages_planned_idx on messages (planned_at, position)
        where state = 'planned' and not_before is null;
      create index messages_sending_idx on messages (lease_until) where state = 'sending'`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only'));
  }
}
