import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Invitations of guests and into rooms, by mail or by a link that several people may use. */
export class InvitationRooms1763780204117 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // First what locks users most: a lock that grows later may wait in a circle.
    await runner.query(`ALTER TABLE invitations DROP CONSTRAINT IF EXISTS invitations_accepted_by_fkey`);
    await runner.query(`
      ALTER TABLE invitations
        ALTER COLUMN email DROP NOT NULL,
        ALTER COLUMN email_key DROP NOT NULL,
        ADD COLUMN role text NOT NULL DEFAULT 'member',
        ADD COLUMN message text,
        ADD COLUMN uses_left integer DEFAULT 1`);
    await runner.query(`
      CREATE TABLE invitation_rooms (
        invitation_id uuid CONSTRAINT invitation_rooms_invitation_id_fkey REFERENCES invitations ON DELETE CASCADE,
        room_id uuid CONSTRAINT invitation_rooms_room_id_fkey REFERENCES rooms ON DELETE CASCADE,
        CONSTRAINT invitation_rooms_pkey PRIMARY KEY (invitation_id, room_id)
      )`);
    await runner.query(`CREATE INDEX invitation_rooms_room ON invitation_rooms (room_id)`);
    await runner.query(`
      CREATE TABLE invitation_acceptances (
        invitation_id uuid CONSTRAINT invitation_acceptances_invitation_id_fkey REFERENCES invitations ON DELETE CASCADE,
        user_id uuid CONSTRAINT invitation_acceptances_user_id_fkey REFERENCES users ON DELETE CASCADE,
        accepted_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT invitation_acceptances_pkey PRIMARY KEY (invitation_id, user_id)
      )`);
    await runner.query(`CREATE INDEX invitation_acceptances_user ON invitation_acceptances (user_id)`);
    await runner.query(`
      INSERT INTO invitation_acceptances (invitation_id, user_id, accepted_at)
      SELECT id, accepted_by, accepted_at FROM invitations WHERE accepted_by IS NOT NULL`);
    await runner.query(`ALTER TABLE invitations DROP COLUMN accepted_by`);
    await runner.query(`
      ALTER TABLE registrations ADD COLUMN invitation_id uuid
        CONSTRAINT registrations_invitation_id_fkey REFERENCES invitations ON DELETE SET NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE registrations DROP COLUMN invitation_id`);
    await runner.query(`
      ALTER TABLE invitations
        ADD COLUMN accepted_by uuid CONSTRAINT invitations_accepted_by_fkey REFERENCES users ON DELETE CASCADE`);
    await runner.query(`CREATE INDEX invitations_accepted_by ON invitations (accepted_by)`);
    await runner.query(`
      UPDATE invitations SET accepted_by = (SELECT user_id FROM invitation_acceptances WHERE invitation_id = id LIMIT 1)`);
    await runner.query(`DROP TABLE invitation_acceptances`);
    await runner.query(`DROP TABLE invitation_rooms`);
    await runner.query(`DELETE FROM invitations WHERE email IS NULL`);
    await runner.query(`
      ALTER TABLE invitations
        ALTER COLUMN email SET NOT NULL,
        ALTER COLUMN email_key SET NOT NULL,
        DROP COLUMN role,
        DROP COLUMN message,
        DROP COLUMN uses_left`);
  }
}
