import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The origin of a forwarded message. */
export class Forwards1763731000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE messages
        ADD COLUMN forwarded_author_id uuid,
        ADD COLUMN forwarded_room text,
        ADD COLUMN forwarded_at timestamptz`);
    await runner.query(`
      ALTER TABLE messages ADD CONSTRAINT messages_forwarded_author_id_fkey
        FOREIGN KEY (forwarded_author_id) REFERENCES users ON DELETE SET NULL NOT VALID`);
    await runner.query(`ALTER TABLE messages VALIDATE CONSTRAINT messages_forwarded_author_id_fkey`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE messages DROP COLUMN forwarded_author_id, DROP COLUMN forwarded_room, DROP COLUMN forwarded_at`);
  }
}
