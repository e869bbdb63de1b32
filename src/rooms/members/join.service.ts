import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Problem } from '../../common/problem.ts';
import { MembershipService } from './membership.service.ts';
import { RoomCodeGuesses } from './room-code-guesses.ts';
import { assertEntersItself, assertNotFixed, RoomAccess } from '../room-access.ts';
import { readRoomCode } from '../room-codes.ts';
import { RoomPasswordService } from '../room-password.service.ts';
import type { JoinRoom, Room } from '../rooms.dto.ts';
import { RoomsRepository } from '../rooms.repository.ts';

/** Joins people to rooms, by code or by id, and lets them leave. */
@Injectable()
export class JoinService {
  constructor(
    private readonly rooms: RoomsRepository,
    private readonly access: RoomAccess,
    private readonly membership: MembershipService,
    private readonly passwords: RoomPasswordService,
    private readonly guesses: RoomCodeGuesses,
  ) {}

  /** Joins by code, or by the id of a public room. A repeat changes nothing. */
  async join(caller: Caller, { code, roomId, password }: JoinRoom): Promise<Room> {
    if ((code === undefined) === (roomId === undefined))
      throw new Problem('invalid_input', undefined, { code: ['give either a code or a roomId'] });
    assertEntersItself(caller);
    if (code !== undefined) return this.enter(caller, await this.byCode(caller, code), password);
    const { roomId: id } = await this.access.allow(caller, roomId ?? '', 'join');
    return this.enter(caller, id, password);
  }

  async leave(caller: Caller, roomId: string): Promise<void> {
    assertNotFixed('leave', await this.access.allow(caller, roomId, 'leave'));
    await this.membership.remove(roomId, { event: 'member_left', userId: caller.userId });
  }

  private async byCode(caller: Caller, code: string): Promise<string> {
    this.guesses.assertMayTry(caller);
    const roomId = await this.rooms.idByCode(readRoomCode(code), caller.userId);
    if (roomId) return roomId;
    await this.guesses.recordFailure(caller);
    throw new Problem('room_not_found', 'There is no room with this code', { code: ['is not the code of a room'] });
  }

  private async enter(caller: Caller, roomId: string, password?: string): Promise<Room> {
    const facts = await this.rooms.facts(roomId, caller.userId);
    if (!facts) throw new Problem('room_not_found');
    if (facts.banned) throw new Problem('banned');
    if (facts.role) return this.rooms.viewOrFail(roomId, caller.userId);
    const { passwordHash } = facts;
    if (passwordHash) await this.passwords.assertMatches(caller, password, { roomId, passwordHash });
    return this.membership.join(roomId, caller);
  }
}
