import { Injectable } from '@nestjs/common';
import { Passwords } from '../auth/passwords.ts';
import { Announcements } from '../common/announcements.ts';
import type { Caller } from '../common/caller.ts';
import { Database } from '../common/database.ts';
import { cursorKeys, page } from '../common/page.ts';
import { Problem } from '../common/problem.ts';
import { RateLimits } from '../common/rate-limits.ts';
import { Realtime } from '../realtime/realtime.service.ts';
import { UsersRepository } from '../users/users.repository.ts';
import { ProfileChanged } from '../users/users.service.ts';
import { Lobby } from './lobby.ts';
import { MembershipService } from './membership.service.ts';
import { RoomAccess } from './room-access.ts';
import { makeRoomCode, readRoomCode } from './room-codes.ts';
import type { CreateRoom, FindRooms, JoinRoom, Room, RoomPage } from './rooms.dto.ts';
import { RoomsRepository } from './rooms.repository.ts';

/** A free code is found at once in any real server; this only ends a loop that should never run. */
const CODE_TRIES = 20;

@Injectable()
export class RoomsService {
  constructor(
    private readonly rooms: RoomsRepository,
    private readonly access: RoomAccess,
    private readonly membership: MembershipService,
    private readonly lobby: Lobby,
    private readonly users: UsersRepository,
    private readonly passwords: Passwords,
    private readonly limits: RateLimits,
    private readonly database: Database,
    private readonly realtime: Realtime,
    announcements: Announcements,
  ) {
    announcements.on(ProfileChanged, async ({ user }) => {
      const roomIds = await this.rooms.myIds(user.id);
      this.realtime.emit([`user:${user.id}`, ...roomIds.map((id) => `room:${id}` as const)], 'user_changed', user);
    });
  }

  /** All rooms of the caller; whoever has an account and is not in the Lobby yet is let in first. */
  async mine(caller: Caller): Promise<Room[]> {
    const rooms = await this.rooms.mine(caller.userId);
    if (caller.role === 'guest' || rooms.some(({ lobby }) => lobby)) return rooms;
    await this.lobby.admit(caller.userId, caller.role);
    return this.rooms.mine(caller.userId);
  }

  async show(caller: Caller, roomId: string): Promise<Room> {
    await this.access.allow(caller, roomId, 'see');
    return this.membership.show(roomId, caller.userId);
  }

  /** Public rooms by name; nothing for guests, who enter by code only. */
  async directory(caller: Caller, { q = '', limit = 50, cursor }: FindRooms): Promise<RoomPage> {
    if (caller.role === 'guest') throw new Problem('forbidden');
    const rows = await this.rooms.directory(caller.userId, q, limit, cursorKeys(cursor, ['', '']));
    return page(rows, limit, ({ name, id }) => [name, id]);
  }

  async create(caller: Caller, { name, kind, topic, password, ephemeral }: CreateRoom): Promise<Room> {
    await this.limits.take('createRoom', caller.userId);
    const passwordHash = password === undefined ? null : await this.passwords.hash(password);
    const roomId = await this.database.transaction(async (tx) => {
      for (let tries = 0; tries < CODE_TRIES; tries++) {
        const room = { name: name.trim(), kind, topic: topic?.trim(), passwordHash, ephemeral, createdBy: caller.userId };
        const id = await this.rooms.create(tx, { ...room, code: makeRoomCode() });
        if (!id) continue;
        await this.membership.found(tx, id, [caller.userId], 'owner');
        return id;
      }
      throw new Problem('unavailable');
    });
    return this.membership.welcome(roomId, caller.userId);
  }

  /** Enters by code, or a public room by its id. Being in already is fine. */
  async join(caller: Caller, { code, roomId, password }: JoinRoom): Promise<Room> {
    if ((code === undefined) === (roomId === undefined))
      throw new Problem('invalid_input', undefined, { code: ['give either a code or a roomId'] });
    if (code !== undefined) return this.enter(caller, await this.byCode(caller, code), password);
    const { roomId: id } = await this.access.allow(caller, roomId ?? '', 'join');
    return this.enter(caller, id, password);
  }

  async leave(caller: Caller, roomId: string): Promise<void> {
    const { kind, lobby } = await this.access.allow(caller, roomId, 'leave');
    if (lobby) throw new Problem('cannot_leave_lobby');
    if (kind === 'direct') throw new Problem('cannot_leave_direct');
    const notice = await this.database.transaction((tx) => this.membership.exit(tx, roomId, caller.userId, 'member_left'));
    if (notice) await this.membership.farewell(roomId, caller.userId, 'left', notice);
  }

  /** The one room of the caller and another person; made when it is first asked for, by whichever of the two. */
  async direct(caller: Caller, userId: string): Promise<Room> {
    if (caller.role === 'guest') throw new Problem('forbidden');
    const peer = await this.users.byId(userId);
    if (!peer || peer.disabledAt || peer.role === 'guest') throw new Problem('user_not_found');
    if (userId === caller.userId) throw new Problem('invalid_input', undefined, { userId: ['is yourself'] });
    const directKey = [caller.userId, userId].sort().join();
    const { roomId, made } = await this.database.transaction(async (tx) => {
      const made = await this.rooms.create(tx, { kind: 'direct', directKey, code: directKey, createdBy: caller.userId });
      if (made) await this.membership.found(tx, made, [caller.userId, userId], 'member');
      const roomId = made ?? (await this.rooms.idByDirectKey(tx, directKey));
      if (!roomId) throw new Problem('unavailable');
      return { roomId, made };
    });
    if (!made) return this.membership.show(roomId, caller.userId);
    await this.membership.welcome(roomId, userId);
    return this.membership.welcome(roomId, caller.userId);
  }

  /** Codes and passwords are guessable by whoever may try for ever: failures are counted, successes are free. */
  private async byCode(caller: Caller, code: string): Promise<string> {
    this.limits.check('joinFailure', caller.userId);
    const roomId = await this.rooms.idByCode(readRoomCode(code));
    if (roomId) return roomId;
    await this.limits.take('joinFailure', caller.userId);
    throw new Problem('room_not_found', 'There is no room with this code', { code: ['is not the code of a room'] });
  }

  private async enter(caller: Caller, roomId: string, password?: string): Promise<Room> {
    const facts = await this.rooms.facts(roomId, caller.userId);
    if (!facts) throw new Problem('room_not_found');
    if (facts.role) return this.membership.show(roomId, caller.userId);
    if (facts.passwordHash) await this.checkPassword(caller, password, facts.passwordHash);
    const notice = await this.database.transaction((tx) => this.membership.enter(tx, roomId, caller));
    return this.membership.welcome(roomId, caller.userId, notice);
  }

  private async checkPassword(caller: Caller, password: string | undefined, hash: string): Promise<void> {
    this.limits.check('joinFailure', caller.userId);
    if (password !== undefined && (await this.passwords.matches(password, hash))) return;
    if (password !== undefined) await this.limits.take('joinFailure', caller.userId);
    throw new Problem('wrong_room_password', undefined, { password: ['is missing or wrong'] });
  }
}
