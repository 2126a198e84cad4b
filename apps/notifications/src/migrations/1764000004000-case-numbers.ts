import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A case can be asked for by its number too. */
export class CaseNumbers1764000004000 implements MigrationInterface {
  readonly name = 'CaseNumbers1764000004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index notification_cases_number_idx on notification_cases (number)');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only'));
  }
}
