import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { RoomAccess } from './room-access.ts';
import { RoomDetailsRepository } from './room-details.repository.ts';
import type { RoomDetails } from './rooms.dto.ts';

/** What people see of a room beside its messages; of a public room also before they join. */
@Injectable()
export class RoomDetailsService {
  constructor(
    private readonly access: RoomAccess,
    private readonly details: RoomDetailsRepository,
  ) {}

  /** @throws Problem `room_not_found` */
  async show(caller: Caller, roomId: string): Promise<RoomDetails> {
    const { visibleFromSeq } = await this.access.allow(caller, roomId, 'see');
    const found = await this.details.find(roomId, visibleFromSeq);
    if (!found) throw new Problem('room_not_found');
    return found;
  }
}
