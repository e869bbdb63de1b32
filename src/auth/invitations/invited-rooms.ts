import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import type { Tx } from '../../common/database/database.ts';
import type { Role } from '../../shared/roles.ts';

/** A person who comes by an invitation. */
export interface InvitedPerson {
  userId: string;
  role: Role;
  /** Who has invited them. */
  byId: string;
}

/** What invitations need of rooms, which stand above them. */
export interface RoomsOfInvitations {
  /** @throws Problem as every way into a room does */
  assertMayInvite(caller: Caller, roomId: string, role: Role): Promise<void>;
  /**
   * Adds a person to the rooms in the transaction that makes their account. A room that the person who invited may not
   * invite to any more is left out.
   */
  admit(tx: Tx, person: InvitedPerson, roomIds: string[]): Promise<void>;
}

/** The rooms that invitations lead into: the feature of rooms answers, once it is there. */
@Injectable()
export class InvitedRooms {
  private rooms: RoomsOfInvitations | undefined;

  serve(rooms: RoomsOfInvitations): void {
    this.rooms = rooms;
  }

  /** @param role of those who will come */
  async assertMayInvite(caller: Caller, roomIds: string[], role: Role): Promise<void> {
    for (const id of roomIds) await this.rooms?.assertMayInvite(caller, id, role);
  }

  async admit(tx: Tx, person: InvitedPerson, roomIds: string[]): Promise<void> {
    // In one order, as everybody who locks several heads: no two wait for each other.
    if (roomIds.length) await this.rooms?.admit(tx, person, roomIds.toSorted());
  }
}
