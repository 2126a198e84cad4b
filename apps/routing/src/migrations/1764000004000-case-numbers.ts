import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A case can be asked for by its number too. Of cases opened before, routing does not have it: they are found by
 * their id.
 */
export class CaseNumbers1764000004000 implements MigrationInterface {
  readonly name = 'CaseNumbers1764000004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table routing_cases add column number text;
      create index routing_cases_number_idx on routing_cases (number);
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only'));
  }
}
