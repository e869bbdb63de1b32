import { Injectable, Logger } from '@nestjs/common';
import type pg from 'pg';
import { metrics } from '../observability/metrics.ts';
import { DatabaseUnavailable } from './database-unavailable.ts';

/** A room's own epoch is below it: seconds since 2025 at most. */
const EPOCHS_OF_A_ROOM = 2 ** 31;

/**
 * The epoch that clients are told, from that of the room (`head.epoch`): it changes with the database's history, too. Read
 * with the rows that it belongs to.
 */
export const toldEpoch = (head: string): string =>
  `(${head}.epoch + (SELECT coalesce(max(generation) - 1, 0)::bigint * ${EPOCHS_OF_A_ROOM} FROM histories))`;

/** Whether two told epochs differ in the history of the database only, and not by a restored backup. */
export const isOfSameRoomEpoch = (one: number, other: number): boolean =>
  one % EPOCHS_OF_A_ROOM === other % EPOCHS_OF_A_ROOM;

/** Of a standby there is no place to write at, so no name of its history yet. */
const NAME = `SELECT pg_is_in_recovery() AS "isStandby", system_identifier::text AS system,
  CASE WHEN NOT pg_is_in_recovery() THEN left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) END AS timeline
  FROM pg_control_system()`;

/** The generation of a named history; a new one, by a leap of its own, when nobody has named it before. */
const REGISTER = `
  WITH known AS (SELECT generation FROM histories WHERE system_identifier = $1 AND timeline = $2),
  added AS (
    INSERT INTO histories (generation, system_identifier, timeline)
    SELECT coalesce(max(generation) + 1 + floor(random() * 1000)::integer, 1), $1, $2 FROM histories
    HAVING NOT EXISTS (SELECT FROM known)
    ON CONFLICT DO NOTHING RETURNING generation)
  SELECT generation FROM known UNION ALL SELECT generation FROM added`;

/** Longer than what was received before a change takes to be refused, and shorter than clients take to connect and sync. */
const SETTLE_MS = 500;

/** Several processes may name a history at once: those that come second read it. */
const MAX_TRIES = 5;
/** PostgreSQL: no such table (before the migration), no such function, no right to it. */
const UNNAMEABLE = new Set(['42P01', '42883', '42501']);

type Name = { isStandby: boolean; system: string; timeline: string | null };

/**
 * Which history the database has. PostgreSQL replays its log in order, so a promoted standby has a beginning of what the former primary had
 * acknowledged, and goes on from there on a timeline of its own: what a client holds beyond is of another history. Each
 * connection is asked before it is used, so nothing of a new history is read or written before `onChange` was told.
 */
@Injectable()
export class DatabaseHistory {
  private readonly logger = new Logger('Database');
  private readonly listeners: ((finder: pg.ClientBase) => void)[] = [];
  private name?: string;
  private isUnnameable = false;
  private changedAt = -Infinity;
  /** Increases with each change: what was read before belongs to another history. */
  changes = 0;
  generation = 1;

  /**
   * Refuses what was asked for before a change, and all for a moment after it: messages that were under way must not overtake
   * those that their authors bring back.
   * @param changes as it was when the work began
   * @throws DatabaseUnavailable
   */
  assertSettled(changes: number): void {
    if (changes !== this.changes || performance.now() - this.changedAt < SETTLE_MS)
      throw new DatabaseUnavailable('has another history since a moment ago');
  }

  /** Calls the listener at once when another history is found, with the connection that leads to it. */
  onChange(listener: (finder: pg.ClientBase) => void): void {
    this.listeners.push(listener);
  }

  /**
   * Asks a connection for the history that it leads to.
   * @throws DatabaseUnavailable when it leads to a standby
   */
  async verify(client: pg.ClientBase): Promise<void> {
    const { isStandby, system, timeline } = await this.ask(client);
    if (isStandby)
      throw new DatabaseUnavailable(
        'is a standby and read-only: it must be promoted, or DATABASE_URL name the primary',
      );
    const name = `${system}/${timeline}`;
    if (timeline === null || name === this.name) return;
    const generation = await this.register(client, system, Number.parseInt(timeline, 16));
    if (generation !== undefined) this.change(name, generation, client);
  }

  private async ask(client: pg.ClientBase): Promise<Name> {
    if (!this.isUnnameable)
      try {
        return (await client.query<Name>(NAME)).rows[0] as Name;
      } catch (error) {
        if (!UNNAMEABLE.has((error as pg.DatabaseError).code ?? '')) throw error;
        this.isUnnameable = true;
        this.logger.warn(
          `The history of the database cannot be named, so a failover that loses something is not noticed: ${String(error)}`,
        );
      }
    const { rows } = await client.query<{ isStandby: boolean }>('SELECT pg_is_in_recovery() AS "isStandby"');
    return { isStandby: rows[0]?.isStandby ?? false, system: '', timeline: null };
  }

  private async register(client: pg.ClientBase, system: string, timeline: number): Promise<number | undefined> {
    try {
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        const { rows } = await client.query<{ generation: number }>(REGISTER, [system, timeline]);
        if (rows[0]) return rows[0].generation;
      }
      throw new DatabaseUnavailable('has another history that cannot be registered');
    } catch (error) {
      if ((error as pg.DatabaseError).code === '42P01') return undefined; // not migrated yet
      throw error;
    }
  }

  private change(name: string, generation: number, finder: pg.ClientBase): void {
    const isFirst = this.name === undefined;
    this.name = name;
    if (generation === this.generation && !isFirst) return;
    this.generation = generation;
    if (isFirst) return;
    this.changes++;
    this.changedAt = performance.now();
    metrics.historyChanges.inc();
    this.logger.warn(`The database has another history (generation ${generation}): clients compare what they hold`);
    for (const listener of this.listeners) listener(finder);
  }
}
