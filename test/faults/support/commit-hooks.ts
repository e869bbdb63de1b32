import { eventually } from '../../support/member.ts';
import type { Cluster, Node } from './cluster.ts';

/**
 * Pauses inside an unmodified server. A deferred trigger makes each transaction that adds a message wait, at its commit,
 * for a lock that a drill may hold; answers can be held on the node's proxy to PostgreSQL.
 */
const ADVISORY_LOCK_ID = 4_711;

export async function createCommitHook(cluster: Cluster): Promise<void> {
  await cluster.query(`CREATE FUNCTION wait_at_commit() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_advisory_xact_lock_shared(${ADVISORY_LOCK_ID}); RETURN NULL; END $$`);
  await cluster.query(`CREATE CONSTRAINT TRIGGER wait_at_commit AFTER INSERT ON messages
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_at_commit()`);
}

/** Pauses the next send of the node at its commit, until `go`. */
export async function pauseAtCommit(cluster: Cluster, node: Node): Promise<{ go: () => Promise<void> }> {
  await cluster.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK_ID]);
  const waits = async () => {
    const waiting = await cluster.query(
      `SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
       WHERE locktype = 'advisory' AND objid = $1 AND NOT granted AND client_port = ANY($2)`,
      [ADVISORY_LOCK_ID, node.toPostgres.ports],
    );
    return waiting.length > 0;
  };
  const go = async () => {
    await cluster.query('SELECT pg_advisory_unlock($1)', [ADVISORY_LOCK_ID]);
  };
  try {
    await eventually(waits, 'the node stands at a commit');
  } catch (error) {
    await go();
    throw error;
  }
  return { go };
}

/** Commits a message without the answer reaching the node. */
export async function loseAnswerAfterCommit(cluster: Cluster, node: Node, roomId: string): Promise<void> {
  const commit = await pauseAtCommit(cluster, node);
  const count = async () => {
    const [row] = await cluster.query<{ count: number }>('SELECT count(*)::int FROM messages WHERE room_id = $1', [
      roomId,
    ]);
    return row?.count ?? 0;
  };
  const before = await count();
  node.toPostgres.hold('answers');
  await commit.go();
  await eventually(async () => (await count()) > before, 'a message is committed');
}
