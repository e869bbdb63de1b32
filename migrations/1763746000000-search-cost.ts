import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What folding really costs: taken for cheap, every body was folded anew where the index knew the answer. */
export class SearchCost1763746000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER FUNCTION folded(text) COST 2000`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER FUNCTION folded(text) COST 100`);
  }
}
