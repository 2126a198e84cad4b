import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Messages that are held back, fall back, and are counted by recipient. */
export class Delivery1764000005000 implements MigrationInterface {
  readonly name = 'Delivery1764000005000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table notification_cases add column customer_id uuid;

      alter table messages
        add column not_before timestamptz,
        add column note text,
        add column fallback_of uuid,
        add column recipient_key text,
        add column left_at timestamptz;

      -- What is held back is nobody's work until it is released.
      drop index messages_pending_idx;
      create index messages_pending_idx on messages (planned_at, position)
        where state in ('planned', 'sending') and not_before is null;
      create index messages_held_idx on messages (not_before) where not_before is not null;
      -- How much a recipient was sent lately.
      create index messages_left_idx on messages (recipient_key, channel, left_at) where left_at is not null;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only'));
  }
}
