import { recordAct } from '../audit/audit-record.ts';
import type { AuditAction } from '../audit/audit.dto.ts';
import type { Tx } from '../common/database/database.ts';

type RoomAct = Extract<AuditAction, `member_${'kicked' | 'banned' | 'muted'}` | 'room_deleted' | 'report_decided'>;

/** Who acted in a room, and upon whom, if upon a person. */
interface ActInRoom {
  actorId: string;
  roomId: string;
  targetId?: string;
}

/**
 * Records an act of a room's moderators in the audit log, together with the act or not at all. Administrators read that log,
 * and have no way into private rooms: of those it holds the id and not the name.
 */
export async function recordRoomAct(
  tx: Tx,
  action: RoomAct,
  { roomId, ...people }: ActInRoom,
  detail: Record<string, string> = {},
): Promise<void> {
  const [room] = await tx.query<{ name: string }[]>(`SELECT name FROM rooms WHERE id = $1 AND kind = 'public'`, [
    roomId,
  ]);
  await recordAct(tx, action, { ...people, detail: { roomId, ...(room && { room: room.name }), ...detail } });
}
