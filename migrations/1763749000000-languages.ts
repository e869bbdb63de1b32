import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The language of mails to a user. */
export class Languages1763749000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE users ADD language text`);
    await runner.query(`ALTER TABLE registrations ADD language text`);
    await runner.query(`ALTER TABLE mails ADD language text NOT NULL DEFAULT 'en'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE mails DROP language`);
    await runner.query(`ALTER TABLE registrations DROP language`);
    await runner.query(`ALTER TABLE users DROP language`);
  }
}
