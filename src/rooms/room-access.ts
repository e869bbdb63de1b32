import { Injectable } from '@nestjs/common';
import { type Caller, isRoomGranted } from '../common/caller.ts';
import type { Tx } from '../common/database/database.ts';
import { Problem } from '../common/problem.ts';
import type { MemberRole } from '../shared/roles.ts';
import {
  type FixedRoomAct,
  fixedRoomRefusal,
  isMutedAt,
  mayActUpon,
  mayGiveRole,
  type RoomAction,
  roleInRoom,
  roomRefusal,
  type RoomActor,
} from '../shared/rooms.policy.ts';
import { MembersRepository } from './members/members.repository.ts';
import type { RoomFacts } from './room-facts.view.ts';
import { RoomsRepository } from './rooms.repository.ts';

/** Who asks: a caller, or a person on whose behalf something is done. */
type Asking = Pick<Caller, 'userId' | 'role' | 'token' | 'bot'>;

/** The facts of a room for a person, once access is granted. */
export type Admission = RoomFacts & RoomActor;

/** @throws Problem `cannot_leave_lobby`, `cannot_change_lobby` or `cannot_leave_direct` */
export function assertNotFixed(act: FixedRoomAct, admission: Admission): void {
  const refusal = fixedRoomRefusal(act, admission);
  if (refusal) throw new Problem(refusal);
}

/**
 * For what makes the caller a member: a bot is put into rooms by people.
 * @throws Problem `forbidden`
 */
export function assertEntersItself({ bot }: Pick<Caller, 'bot'>): void {
  if (bot) throw new Problem('forbidden', 'Bots are put into rooms by people');
}

/** The only access check of rooms: every request about a room is decided here, for REST and socket. */
@Injectable()
export class RoomAccess {
  constructor(
    private readonly rooms: RoomsRepository,
    private readonly members: MembersRepository,
  ) {}

  /**
   * @throws Problem `room_not_found` for a room that does not exist or is hidden from the caller, `forbidden`, `muted`
   *   or `room_archived` for a room that they may see
   */
  async allow(caller: Caller, roomId: string, action: RoomAction): Promise<Admission> {
    return this.authorize(await this.rooms.facts(roomId, caller.userId), caller, action);
  }

  /** The same check again, under the lock of the room's head: an earlier result may be outdated. */
  async allowLocked(tx: Tx, caller: Asking, roomId: string, action: RoomAction): Promise<Admission> {
    return this.authorize(await this.rooms.facts(roomId, caller.userId, tx), caller, action);
  }

  /**
   * Whether the caller may act upon a member, decided under the lock of the room's head. Everybody may give up their own
   * role.
   * @returns the member's role as it is now
   * @throws Problem `user_not_found` for a person who is not in the room, `forbidden`
   */
  async allowUponMemberLocked(
    tx: Tx,
    caller: Caller,
    { roomId, userId }: { roomId: string; userId: string },
    givesRole = false,
  ): Promise<MemberRole> {
    const actor = await this.allowLocked(tx, caller, roomId, 'read');
    const role = await this.members.roleOf(tx, roomId, userId);
    if (!role) throw new Problem('user_not_found');
    if (givesRole) assertNotFixed('give-role', actor);
    const isSelf = userId === caller.userId;
    const isAllowed = givesRole ? mayGiveRole(actor) : !isSelf && mayActUpon(actor, role);
    if (!isAllowed) throw new Problem('forbidden');
    if (!isSelf && isMutedAt(actor, new Date())) throw new Problem('muted');
    return role;
  }

  /** The same for a person who may have left: then any moderator of the room may act upon them. */
  async allowUponPersonLocked(tx: Tx, caller: Caller, upon: { roomId: string; userId: string }): Promise<void> {
    if (await this.members.has(tx, upon.roomId, upon.userId)) await this.allowUponMemberLocked(tx, caller, upon);
    else await this.allowLocked(tx, caller, upon.roomId, 'moderate');
  }

  /** The same for facts that were read together with others, under the lock of their heads. */
  authorize(facts: RoomFacts | undefined, caller: Asking, action: RoomAction): Admission {
    // To a token that is limited to other rooms, this one does not exist.
    if (!facts || !isRoomGranted(caller, facts.roomId)) throw new Problem('room_not_found');
    // A bot knows the rooms that people have put it into, no public ones beside them.
    if (caller.bot && !facts.role) throw new Problem('room_not_found');
    const role = roleInRoom(facts.lobby, facts.role, caller.role);
    const admission = { ...facts, role, serverRole: caller.role };
    const refusal = roomRefusal(action, admission, new Date());
    if (refusal) throw new Problem(refusal);
    return admission;
  }
}
