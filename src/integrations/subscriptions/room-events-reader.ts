import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Problem, type ProblemCode } from '../../common/problem.ts';
import { RoomAccess } from '../../rooms/room-access.ts';
import { TimelineService } from '../../timeline/timeline.service.ts';
import { eventSince, resetEvent, type RoomEvent } from './room-event.view.ts';
import { type CursorPosition, type DueRoom, SubscriptionCursorsRepository } from './subscription-cursors.repository.ts';

/** A change of a room, with the event that it is for a subscription, if it is one, and where the cursor stands after it. */
export interface ReadChange {
  event: RoomEvent | undefined;
  position: CursorPosition;
}

/** The next changes of a room, in their order. */
export interface ReadChanges {
  changes: ReadChange[];
  /** Where the cursor stands after all of them. */
  end: CursorPosition;
  /** Whether others follow. */
  more: boolean;
}

/** What the gate of rooms says to who may not read one. */
const REFUSALS: readonly ProblemCode[] = ['room_not_found', 'forbidden'];

/**
 * Who a bot, or its owner, is to the gate of rooms, whatever tokens and offices they have: somebody who knows the rooms that
 * they are in, and no public ones beside them.
 */
const insiderOf = (userId: string): Caller => ({ userId, sessionId: '', role: 'member', expiresAt: 0, bot: true });

/** On whose behalf a room is read. */
export interface RoomReaders {
  botId: string;
  /** The owner of the bot; null: they have deleted their account. */
  ownerId: string | null;
}

/** Reads what has happened in a room as its subscription's bot may know it, as any client that was away asks for it. */
@Injectable()
export class RoomEventsReader {
  constructor(
    private readonly rooms: RoomAccess,
    private readonly timeline: TimelineService,
    private readonly cursors: SubscriptionCursorsRepository,
  ) {}

  /** The first seq that the bot may read now; undefined for a room that it, or its owner, is not in. */
  async visibleFrom({ botId, ownerId }: RoomReaders, roomId: string): Promise<number | undefined> {
    if (ownerId === null) return undefined;
    try {
      const readers = [botId, ownerId].map((userId) => this.rooms.allow(insiderOf(userId), roomId, 'read'));
      return Math.max(...(await Promise.all(readers)).map(({ visibleFromSeq }) => visibleFromSeq));
    } catch (error) {
      // Whatever else there is, such as a database that is away, says nothing of their rights.
      if (error instanceof Problem && REFUSALS.includes(error.code)) return undefined;
      throw error;
    }
  }

  /** @param revision of the cursor, which has begun */
  async read(room: DueRoom, revision: number, visibleFrom: number): Promise<ReadChanges> {
    const { roomId, epoch, witness, witnessToken } = room;
    const held = { revision, ...(epoch !== null && { epoch }), ...(witness !== null && { witness, witnessToken }) };
    const { items, more, reset, ...now } = await this.timeline.changes(roomId, visibleFrom, held);
    const end = { revision: now.revision, epoch: now.epoch, witness: null, witnessToken: null };
    if (reset) {
      const event = resetEvent({ roomId, revision: now.revision, epoch: now.epoch, heldRevision: revision });
      return { changes: [{ event, position: end }], end, more: false };
    }
    const facts = await this.cursors.factsOf(
      items.map(({ id }) => id),
      revision,
    );
    const changes = items.map((message) => {
      const known = facts.get(message.id);
      return {
        event: known && eventSince(message, known, room, revision),
        position: {
          revision: message.revision,
          epoch: now.epoch,
          witness: message.id,
          witnessToken: message.changeToken,
        },
      };
    });
    // Later changes than the last of these were of messages that the bot may not see, or of none.
    const last = changes.at(-1)?.position;
    return { changes, end: last?.revision === end.revision ? last : end, more };
  }
}
