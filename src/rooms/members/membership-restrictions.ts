import { Injectable } from '@nestjs/common';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { addingRefusal, type RoomActor } from '../../shared/rooms.policy.ts';
import { DeparturesRepository, type Entrant } from './departures.repository.ts';

interface EntryCheck {
  /** The member who adds them; absent for people who come by themselves. */
  by?: RoomActor;
  tx?: Tx;
}

/**
 * What a person carries into a room: whichever way they enter it, a ban keeps them out and a mute goes on; and how they
 * went last decides who may add them.
 */
@Injectable()
export class MembershipRestrictions {
  constructor(private readonly departures: DeparturesRepository) {}

  /**
   * For a person who is not in the room.
   * @throws Problem `banned`; if added by another, `member_left`, or `forbidden` for a person who was removed
   */
  async assertMayEnter(roomId: string, userId: string, { by, tx }: EntryCheck): Promise<Entrant> {
    const entrant = await this.departures.entrant(roomId, userId, tx);
    if (entrant.banned) throw new Problem('banned');
    const refusal = by && addingRefusal(entrant, by);
    if (refusal === 'forbidden') throw new Problem(refusal, 'Owners and moderators add people who were removed');
    if (refusal) throw new Problem(refusal);
    return entrant;
  }
}
