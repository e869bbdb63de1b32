import { Injectable } from '@nestjs/common';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { addingRefusal, type RoomActor } from '../../shared/rooms.policy.ts';
import { BansRepository } from './bans.repository.ts';
import { DeparturesRepository } from './departures.repository.ts';
import { MutesRepository } from './mutes.repository.ts';

/**
 * What a person carries into a room: whichever way they enter it, a ban keeps them out and a mute goes on; and how they
 * went last decides who may add them.
 */
@Injectable()
export class MembershipRestrictions {
  constructor(
    private readonly bans: BansRepository,
    private readonly mutes: MutesRepository,
    private readonly departures: DeparturesRepository,
  ) {}

  /**
   * @returns when their mute ends; null when there is none
   * @throws Problem `banned`
   */
  async assertMayEnter(tx: Tx, roomId: string, userId: string): Promise<Date | null> {
    if (await this.bans.has(roomId, userId, tx)) throw new Problem('banned');
    return this.mutes.endOf(tx, roomId, userId);
  }

  /** @throws Problem `banned`, `member_left`, or `forbidden` for a member who may not bring back a removed person */
  async assertMayBeAdded(roomId: string, userId: string, by: RoomActor, tx?: Tx): Promise<void> {
    if (await this.bans.has(roomId, userId, tx)) throw new Problem('banned');
    const refusal = addingRefusal(await this.departures.formerMember(roomId, userId, tx), by);
    if (refusal === 'forbidden') throw new Problem(refusal, 'Owners and moderators add people who were removed');
    if (refusal) throw new Problem(refusal);
  }
}
