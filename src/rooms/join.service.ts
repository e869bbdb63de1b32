import { Injectable } from '@nestjs/common';
import { PasswordHasher } from '../auth/password-hasher.ts';
import type { Caller } from '../common/caller.ts';
import { Database } from '../common/database.ts';
import { Problem } from '../common/problem.ts';
import { RateLimits } from '../common/rate-limits.ts';
import { MembershipService } from './membership.service.ts';
import { assertNotFixed, RoomAccess } from './room-access.ts';
import { readRoomCode } from './room-codes.ts';
import type { JoinRoom, Room } from './rooms.dto.ts';
import { RoomsRepository } from './rooms.repository.ts';

/** The ways into a room and out of it. */
@Injectable()
export class JoinService {
  constructor(
    private readonly rooms: RoomsRepository,
    private readonly access: RoomAccess,
    private readonly membership: MembershipService,
    private readonly passwords: PasswordHasher,
    private readonly limits: RateLimits,
    private readonly database: Database,
  ) {}

  /** Enters by code, or a public room by its id. Being in already is fine. */
  async join(caller: Caller, { code, roomId, password }: JoinRoom): Promise<Room> {
    if ((code === undefined) === (roomId === undefined))
      throw new Problem('invalid_input', undefined, { code: ['give either a code or a roomId'] });
    if (code !== undefined) return this.enter(caller, await this.byCode(caller, code), password);
    const { roomId: id } = await this.access.allow(caller, roomId ?? '', 'join');
    return this.enter(caller, id, password);
  }

  async leave(caller: Caller, roomId: string): Promise<void> {
    assertNotFixed('leave', await this.access.allow(caller, roomId, 'leave'));
    const notice = await this.database.transaction((tx) =>
      this.membership.exit(tx, roomId, caller.userId, { event: 'member_left', userId: caller.userId }),
    );
    if (notice) await this.membership.farewell(roomId, caller.userId, 'left', notice);
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
    if (facts.banned) throw new Problem('banned');
    if (facts.role) return this.membership.show(roomId, caller.userId);
    if (facts.passwordHash) await this.checkPassword(caller, password, facts.passwordHash);
    const notice = await this.database.transaction((tx) => this.membership.enter(tx, roomId, caller));
    return this.membership.welcome(roomId, caller.userId, notice);
  }

  private async checkPassword(caller: Caller, password: string | undefined, hash: string): Promise<void> {
    this.limits.check('joinFailure', caller.userId);
    if (password !== undefined) {
      // Counted before it is compared: tries that come all at once are as many as those that come one by one.
      await this.limits.take('roomPassword', caller.userId);
      if (await this.passwords.matches(password, hash, 'other')) return;
      await this.limits.take('joinFailure', caller.userId);
    }
    throw new Problem('wrong_room_password', undefined, { password: ['is missing or wrong'] });
  }
}
