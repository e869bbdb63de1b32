import { Injectable } from '@nestjs/common';
import { Problem } from '../common/problem.ts';
import { RateLimits } from '../common/limits/rate-limits.ts';
import { readRoomCode } from './room-codes.ts';
import type { RoomPreview } from './rooms.dto.ts';
import { RoomsRepository } from './rooms.repository.ts';

/** Names the room of a code to people who are not signed in, so that an invitation says what it leads to. */
@Injectable()
export class RoomLookupService {
  constructor(
    private readonly rooms: RoomsRepository,
    private readonly limits: RateLimits,
  ) {}

  /**
   * Wrong codes are counted by address: without a limit six characters could be guessed.
   * @throws Problem `room_not_found`, `too_many_requests`
   */
  async find(code: string, ip: string): Promise<RoomPreview> {
    const key = `address ${ip}`;
    this.limits.check('joinFailure', key);
    const preview = await this.rooms.previewByCode(readRoomCode(code));
    if (preview) return preview;
    await this.limits.take('joinFailure', key);
    throw new Problem('room_not_found', 'There is no room with this code', { code: ['is not the code of a room'] });
  }
}
