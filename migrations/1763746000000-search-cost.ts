import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The real cost of `folded`: the planner took it for cheap and folded every body instead of using the index. */
export class SearchCost1763746000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER FUNCTION folded(text) COST 2000`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER FUNCTION folded(text) COST 100`);
  }
}
