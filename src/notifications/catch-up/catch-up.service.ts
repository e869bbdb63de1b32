import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { cursorKeys, page } from '../../common/page.ts';
import type { Room } from '../../rooms/rooms.dto.ts';
import { RoomsRepository } from '../../rooms/rooms.repository.ts';
import { redactBefore } from '../../timeline/message.view.ts';
import { MessageSigner } from '../../uploads/attachments/message-signer.ts';
import type { UnreadPage, UnreadQuery, UnreadRoom } from './catch-up.dto.ts';
import { lastActivity, unreadRank } from './catch-up.policy.ts';
import { CatchUpRepository } from './catch-up.repository.ts';

const MESSAGES_PER_ROOM = 10;
const ROOMS_PER_PAGE = 20;

/** A room with its keys in the order of the list. */
interface RankedRoom {
  room: Room;
  rank: number;
  /** ISO 8601. */
  activeAt: string;
}

/** What a person has not read, room by room. Nothing is read by looking at it. */
@Injectable()
export class CatchUpService {
  constructor(
    private readonly rooms: RoomsRepository,
    private readonly unread: CatchUpRepository,
    private readonly signer: MessageSigner,
  ) {}

  async unreadRooms(caller: Caller, { cursor }: UnreadQuery): Promise<UnreadPage> {
    const after = cursorKeys(cursor, ['position', 'time', 'id'], FIRST_KEYS);
    const ranked = (await this.ranked(caller.userId)).filter((room) => cursor === undefined || isAfter(room, after));
    const { items, next } = page(ranked, ROOMS_PER_PAGE, ({ room, rank, activeAt }) => [
      String(rank),
      activeAt,
      room.id,
    ]);
    return { items: await this.withMessages(caller, items), next };
  }

  private async ranked(userId: string): Promise<RankedRoom[]> {
    const rooms = (await this.rooms.roomsOf(userId)).filter(({ unreadCount }) => unreadCount > 0);
    const followed = await this.unread.withFollowedReplies(
      userId,
      rooms.map(({ id }) => id),
    );
    return rooms
      .map((room) => ({ room, rank: unreadRank(room, followed.has(room.id)), activeAt: lastActivity(room) }))
      .sort(compare);
  }

  private async withMessages(caller: Caller, rooms: RankedRoom[]): Promise<UnreadRoom[]> {
    const visible = await this.rooms.visibleTo(caller.userId);
    const visibleFrom = new Map(visible.map(({ roomId, visibleFromSeq }) => [roomId, visibleFromSeq]));
    // A room that was left a moment ago is in the list, and not among those that are visible.
    const seen = rooms.flatMap(({ room: { id: roomId, lastReadSeq } }) => {
      const from = visibleFrom.get(roomId);
      return from === undefined ? [] : [{ roomId, from, after: Math.max(lastReadSeq, from - 1) }];
    });
    const found = await this.unread.firstAfter(seen, MESSAGES_PER_ROOM + 1);
    return seen.map(({ roomId, from }) => {
      const messages = found.get(roomId) ?? [];
      const shown = messages.slice(0, MESSAGES_PER_ROOM).map(redactBefore(from));
      const { items } = this.signer.signPage(caller, { items: shown });
      return { roomId, messages: items, more: messages.length > MESSAGES_PER_ROOM };
    });
  }
}

type Keys = [rank: string, activeAt: string, roomId: string];
const FIRST_KEYS: Keys = ['0', '9999-12-31T23:59:59Z', '00000000-0000-0000-0000-000000000000'];

const compare = (one: RankedRoom, other: RankedRoom): number =>
  one.rank - other.rank || other.activeAt.localeCompare(one.activeAt) || one.room.id.localeCompare(other.room.id);

function isAfter({ rank, activeAt, room }: RankedRoom, [lastRank, lastAt, lastId]: Keys): boolean {
  if (rank !== Number(lastRank)) return rank > Number(lastRank);
  return activeAt === lastAt ? room.id > lastId : activeAt < lastAt;
}
