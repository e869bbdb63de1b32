import { Injectable } from '@nestjs/common';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { BansRepository } from './bans.repository.ts';
import { MutesRepository } from './mutes.repository.ts';

/** What a person carries into a room whichever way they enter it: a ban keeps them out, a mute goes on. */
@Injectable()
export class MembershipRestrictions {
  constructor(
    private readonly bans: BansRepository,
    private readonly mutes: MutesRepository,
  ) {}

  /**
   * @returns when their mute ends; null when there is none
   * @throws Problem `banned`
   */
  async assertMayEnter(tx: Tx, roomId: string, userId: string): Promise<Date | null> {
    if (await this.bans.has(tx, roomId, userId)) throw new Problem('banned');
    return this.mutes.endOf(tx, roomId, userId);
  }
}
