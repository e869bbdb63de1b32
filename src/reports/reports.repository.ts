import { Injectable } from '@nestjs/common';
import { Database, returning, type Tx } from '../common/database/database.ts';
import type { ReportDecision } from '../shared/reports.policy.ts';
import { IS_CONVERSATION } from '../timeline/conversations.view.ts';
import { PEOPLE_COLUMNS, REPORT_COLUMNS, REPORT_PEOPLE, type ReportRow, reportView } from './report.view.ts';
import type { ReportEntity } from './report.entity.ts';
import type { OpenReportsOfRoom, Report, ReportState } from './reports.dto.ts';

export type NewReport = Pick<
  ReportEntity,
  'messageId' | 'roomId' | 'authorId' | 'reporterId' | 'reason' | 'note' | 'snapshot'
>;

/** Of which room, or of all; without those about messages of a person. */
export interface ReportFilter {
  roomId?: string;
  state?: ReportState | undefined;
  exceptAuthorId: string;
}

/** Whether the member `m`, with the account `u`, moderates the room `r`, as SQL; `RoomAccess` decides again when they act. */
const MODERATES = `NOT ${IS_CONVERSATION} AND (NOT r.lobby AND m.role IN ('owner', 'moderator')
  OR r.kind = 'public' AND u.role IN ('moderator', 'admin'))`;

const MEMBERS = `room_members m JOIN rooms r ON r.id = m.room_id AND r.deleted_at IS NULL JOIN users u ON u.id = m.user_id`;

@Injectable()
export class ReportsRepository {
  constructor(private readonly database: Database) {}

  /** @returns undefined when this person has reported this message before */
  async insert(tx: Tx, report: NewReport): Promise<ReportEntity | undefined> {
    const [row] = await returning<ReportEntity>(
      tx,
      `INSERT INTO reports AS p (message_id, room_id, author_id, reporter_id, reason, note, snapshot)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (message_id, reporter_id) DO NOTHING RETURNING ${REPORT_COLUMNS}`,
      [
        report.messageId,
        report.roomId,
        report.authorId,
        report.reporterId,
        report.reason,
        report.note,
        JSON.stringify(report.snapshot),
      ],
    );
    return row;
  }

  /** Empty for a direct room or a group conversation. */
  async roomName(roomId: string): Promise<string> {
    const [room] = await this.database.query<{ name: string }>(
      `SELECT name FROM rooms r WHERE id = $1 AND NOT ${IS_CONVERSATION}`,
      [roomId],
    );
    return room?.name ?? '';
  }

  async countOpenOf(tx: Tx, reporterId: string): Promise<number> {
    const [row] = await tx.query<[{ count: number }]>(
      `SELECT count(*)::integer AS count FROM reports WHERE reporter_id = $1 AND decided_at IS NULL`,
      [reporterId],
    );
    return row.count;
  }

  async byId(id: string): Promise<ReportEntity | undefined> {
    const [row] = await this.database.query<ReportEntity>(`SELECT ${REPORT_COLUMNS} FROM reports p WHERE p.id = $1`, [
      id,
    ]);
    return row;
  }

  async view(id: string): Promise<Report | undefined> {
    const [row] = await this.database.query<ReportRow>(
      `SELECT ${REPORT_COLUMNS}, ${PEOPLE_COLUMNS} FROM reports p ${REPORT_PEOPLE} WHERE p.id = $1`,
      [id],
    );
    return row && reportView(row);
  }

  /** The reports that a person has made, and the decided reports about their messages. */
  ofPerson(userId: string, ids: string[]): Promise<ReportEntity[]> {
    return this.database.query(
      `SELECT ${REPORT_COLUMNS} FROM reports p
       WHERE p.id = ANY($2::uuid[]) AND (p.reporter_id = $1 OR p.author_id = $1 AND p.decided_at IS NOT NULL)`,
      [userId, ids],
    );
  }

  /** For the export of what a person has entered. */
  madeBy(reporterId: string): Promise<ReportEntity[]> {
    return this.database.query(`SELECT ${REPORT_COLUMNS} FROM reports p WHERE p.reporter_id = $1 ORDER BY p.id`, [
      reporterId,
    ]);
  }

  /** The latest first. */
  async page({ roomId, state, exceptAuthorId }: ReportFilter, limit: number, before: string): Promise<Report[]> {
    const rows = await this.database.query<ReportRow>(
      `SELECT ${REPORT_COLUMNS}, ${PEOPLE_COLUMNS} FROM reports p ${REPORT_PEOPLE}
       WHERE p.author_id <> $1 AND p.id < $2::uuid AND ($3::uuid IS NULL OR p.room_id = $3)
         AND ($4::text IS NULL OR (p.decided_at IS NULL) = ($4 = 'open'))
       ORDER BY p.id DESC LIMIT $5`,
      [exceptAuthorId, before, roomId ?? null, state ?? null, limit + 1],
    );
    return rows.map(reportView);
  }

  /** Open reports of the rooms that a person moderates. */
  openInModeratedRooms(userId: string): Promise<OpenReportsOfRoom[]> {
    return this.database.query(
      `SELECT p.room_id AS "roomId", count(*)::integer AS count FROM reports p
       WHERE p.decided_at IS NULL AND p.author_id <> $1 AND p.room_id IN (
         SELECT m.room_id FROM ${MEMBERS} WHERE m.user_id = $1 AND ${MODERATES})
       GROUP BY p.room_id ORDER BY p.room_id`,
      [userId],
    );
  }

  async openOnServer(exceptAuthorId: string): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM reports WHERE decided_at IS NULL AND author_id <> $1`,
      [exceptAuthorId],
    );
    return row?.count ?? 0;
  }

  /** Who may decide about the reports of a room, without a person. */
  async deciders(roomId: string, exceptId: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT u.id FROM users u WHERE u.role = 'admin' AND u.disabled_at IS NULL AND u.id <> $2
       UNION
       SELECT u.id FROM ${MEMBERS}
       WHERE m.room_id = $1 AND u.disabled_at IS NULL AND u.id <> $2 AND ${MODERATES}`,
      [roomId, exceptId],
    );
    return rows.map(({ id }) => id);
  }

  /** The open reports of a message, locked until the transaction ends, oldest first. */
  lockOpen(tx: Tx, messageId: string): Promise<ReportEntity[]> {
    return tx.query(
      `SELECT ${REPORT_COLUMNS} FROM reports p WHERE p.message_id = $1 AND p.decided_at IS NULL
       ORDER BY p.id FOR UPDATE`,
      [messageId],
    );
  }

  async decide(tx: Tx, ids: string[], decision: ReportDecision, decidedBy: string): Promise<void> {
    await tx.query(`UPDATE reports SET decision = $2, decided_by = $3, decided_at = now() WHERE id = ANY($1::uuid[])`, [
      ids,
      decision,
      decidedBy,
    ]);
  }
}
