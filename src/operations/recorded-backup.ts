import { Client } from 'pg';

/** Puts a backup of a command on the list of backups and into the audit log. */
export async function recordBackup(databaseUrl: string, location: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ found: boolean }>(`SELECT to_regclass('backups') IS NOT NULL AS found`);
    // A database that was not migrated yet is backed up before it is.
    if (!rows[0]?.found) return;
    await client.query('INSERT INTO backups (location, finished_at) VALUES ($1, now())', [location]);
    await client.query(`INSERT INTO audit_log (action, detail) VALUES ('backup_made', $1)`, [
      { location, by: 'command' },
    ]);
  } finally {
    await client.end();
  }
}
