import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import type { Tx } from '../common/database.ts';
import { Problem } from '../common/problem.ts';
import { mayRoom, type RoomAction, type Standing } from './rooms.policy.ts';
import { type RoomFacts, RoomsRepository } from './rooms.repository.ts';

/** A room as the gate found it for one person. */
export type Admission = RoomFacts & Standing;

/** The one gate: whoever wants anything of a room comes through here, at every door. */
@Injectable()
export class RoomAccess {
  constructor(private readonly rooms: RoomsRepository) {}

  /**
   * @throws Problem `room_not_found` for a room that is not there or that the caller may not know about,
   *   `forbidden`, `muted` or `room_archived` for one that they may see
   */
  async allow(caller: Caller, roomId: string, action: RoomAction): Promise<Admission> {
    return this.judge(await this.rooms.facts(roomId, caller.userId), caller, action);
  }

  /** The same, once more, under the lock of the room's head: what was true a moment ago may not be any longer. */
  async allowLocked(tx: Tx, caller: Caller, roomId: string, action: RoomAction): Promise<Admission> {
    return this.judge(await this.rooms.facts(roomId, caller.userId, tx), caller, action);
  }

  /** The same for facts that were read together with others, under the lock of their heads. */
  judge(facts: RoomFacts | undefined, caller: Caller, action: RoomAction): Admission {
    if (!facts) throw new Problem('room_not_found');
    const admission = { ...facts, serverRole: caller.role };
    if (!mayRoom('see', admission)) throw new Problem('room_not_found');
    if (!mayRoom(action, admission)) throw new Problem('forbidden');
    if (action === 'post') {
      if (facts.archived) throw new Problem('room_archived');
      if (facts.mutedUntil && facts.mutedUntil > new Date()) throw new Problem('muted');
    }
    return admission;
  }
}
