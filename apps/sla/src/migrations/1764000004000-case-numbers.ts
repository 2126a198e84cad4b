import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A case can be asked for by its number too; those known already have told it with their opening. */
export class CaseNumbers1764000004000 implements MigrationInterface {
  readonly name = 'CaseNumbers1764000004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table clock_cases add column number text;
      update clock_cases c set number = f.data->>'number'
      from case_facts f where f.case_id = c.case_id and f.type = 'case.opened.v1';
      create index clock_cases_number_idx on clock_cases (number);
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only'));
  }
}
