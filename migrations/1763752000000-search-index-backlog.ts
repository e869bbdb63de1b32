import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * New messages wait in a list of the search index until many can be entered together. At PostgreSQL's 4 MB it was full
 * every few seconds in a busy company, and the next commit had to enter all of them first: 35 ms for every message in
 * between. `search-index-maintenance.ts` empties it every second; this limit is for times when no process does.
 */
export class SearchIndexBacklog1763752000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER INDEX messages_parts SET (gin_pending_list_limit = 32768)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER INDEX messages_parts RESET (gin_pending_list_limit)`);
  }
}
