import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

/** Locks that keep out writers, held on tables with rows, as PostgreSQL lists them. */
const BLOCKING_LOCKS = `
  SELECT c.relname || ' ' || l.mode AS lock FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
  WHERE l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND c.relkind = 'r'
    AND c.relnamespace = 'public'::regnamespace AND c.reltuples > 0
    AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')`;

const POLL_MS = 10;
/** As servers have it: what is kept waiting for longer fails. */
const STATEMENT_TIMEOUT_MS = 5_000;

export interface Waits {
  writes: number;
  /** The longest that a write, or a read, took. */
  longestWriteMs: number;
  longestReadMs: number;
  /** The longest that each lock was seen without a gap. */
  lockedMs: Map<string, number>;
  errors: string[];
}

/** What servers of 0.1.0 do all the time: messages, read positions, sessions and the audit log; and readers. */
export class BusyClients {
  readonly waits: Waits = { writes: 0, longestWriteMs: 0, longestReadMs: 0, lockedMs: new Map(), errors: [] };
  private isOver = false;
  private readonly running: Promise<void>[];

  constructor(private readonly databaseUrl: string) {
    this.running = [this.write(1), this.write(2), this.write(3), this.read(), this.watchLocks()];
  }

  async stop(): Promise<Waits> {
    this.isOver = true;
    await Promise.all(this.running);
    return this.waits;
  }

  private async write(place: number): Promise<void> {
    await this.repeat(20, async (client) => {
      const began = performance.now();
      await client.query('BEGIN');
      const { rows } = await client.query<{ room_id: string; last_seq: string }>(
        `UPDATE room_head SET last_seq = last_seq + 1, revision = revision + 1
         WHERE room_id = (SELECT id FROM rooms WHERE code = 'R${place}') RETURNING room_id, last_seq`,
      );
      const values = [rows[0]?.room_id, rows[0]?.last_seq];
      await client.query(
        `INSERT INTO messages (room_id, seq, revision, client_id, kind, author_id, body)
         SELECT $1, $2, $2, gen_random_uuid(), 'text', user_id, 'Grüße' FROM room_members WHERE room_id = $1 LIMIT 1`,
        values,
      );
      await client.query(`UPDATE room_members SET last_read_seq = $2 WHERE room_id = $1 AND role = 'owner'`, values);
      await client.query(`UPDATE users SET last_seen_at = now() WHERE username = 'p${place + 10}'`);
      await client.query(`UPDATE attachments SET scans = scans WHERE room_id = $1 AND seq = 20`, [values[0]]);
      await client.query(`INSERT INTO audit_log (action) VALUES ('login')`);
      await client.query('COMMIT');
      this.waits.writes++;
      this.waits.longestWriteMs = Math.max(this.waits.longestWriteMs, performance.now() - began);
    });
  }

  private async read(): Promise<void> {
    await this.repeat(20, async (client) => {
      const began = performance.now();
      await client.query(
        `SELECT m.*, u.display_name FROM messages m JOIN users u ON u.id = m.author_id
         WHERE m.room_id = (SELECT id FROM rooms WHERE code = 'R5') ORDER BY seq DESC LIMIT 50`,
      );
      this.waits.longestReadMs = Math.max(this.waits.longestReadMs, performance.now() - began);
    });
  }

  private async watchLocks(): Promise<void> {
    const since = new Map<string, number>();
    await this.repeat(POLL_MS, async (client) => {
      const { rows } = await client.query<{ lock: string }>(BLOCKING_LOCKS);
      const now = performance.now();
      const held = new Set(rows.map(({ lock }) => lock));
      for (const lock of since.keys()) if (!held.has(lock)) since.delete(lock);
      for (const lock of held) {
        since.set(lock, since.get(lock) ?? now - POLL_MS);
        const lockedMs = now - (since.get(lock) ?? now);
        this.waits.lockedMs.set(lock, Math.max(this.waits.lockedMs.get(lock) ?? 0, lockedMs));
      }
    });
  }

  private async repeat(pauseMs: number, work: (client: pg.Client) => Promise<void>): Promise<void> {
    const client = new pg.Client({ connectionString: this.databaseUrl, statement_timeout: STATEMENT_TIMEOUT_MS });
    await client.connect();
    try {
      while (!this.isOver) {
        await work(client);
        await delay(pauseMs);
      }
    } catch (error) {
      this.waits.errors.push(String(error));
    } finally {
      await client.end();
    }
  }
}
