import { Injectable } from '@nestjs/common';
import { DatabaseHistory } from '../../common/database/database-history.ts';
import type { RoomFacts } from '../../rooms/room-facts.view.ts';

/** Maximum number of senders in all rooms: about 10 MB. */
const MAX_SENDERS = 20_000;

interface RoomRules {
  version: number;
  /** By the sender's id. */
  senders: Map<string, RoomFacts>;
}

/**
 * What rooms and their recent senders are judged by, as read under a lock at a version of the rules. It may be outdated:
 * a message judged by it is written only if the version still holds. The rooms with the oldest messages are forgotten.
 */
@Injectable()
export class RoomRulesCache {
  /** In the order of their last use. */
  private readonly rooms = new Map<string, RoomRules>();
  private size = 0;
  /** Increases when everything is forgotten: the same version number may then stand for other rules. */
  resets = 0;

  constructor(history: DatabaseHistory) {
    history.onChange(() => {
      this.rooms.clear();
      this.size = 0;
      this.resets++;
    });
  }

  find(roomId: string, userId: string): { rules: number; facts: RoomFacts } | undefined {
    const room = this.rooms.get(roomId);
    const facts = room?.senders.get(userId);
    if (!room || !facts) return undefined;
    this.rooms.delete(roomId);
    this.rooms.set(roomId, room);
    return { rules: room.version, facts };
  }

  /** @param rules the version at which the facts were read, under the lock of the head */
  remember(roomId: string, rules: number, userId: string, facts: RoomFacts): void {
    const former = this.rooms.get(roomId);
    if (former && former.version > rules) return;
    if (former?.version !== rules) this.forget(roomId);
    const room = this.rooms.get(roomId) ?? { version: rules, senders: new Map<string, RoomFacts>() };
    if (!room.senders.has(userId)) this.size += 1;
    room.senders.set(userId, facts);
    this.rooms.set(roomId, room);
    this.forgetOldest();
  }

  /** Of a room whose rules are known to have changed. */
  forget(roomId: string): void {
    this.size -= this.rooms.get(roomId)?.senders.size ?? 0;
    this.rooms.delete(roomId);
  }

  private forgetOldest(): void {
    for (const roomId of this.rooms.keys()) {
      if (this.size <= MAX_SENDERS) return;
      this.forget(roomId);
    }
  }
}
