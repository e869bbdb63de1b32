import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Database } from '../../common/database/database.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { Problem } from '../../common/problem.ts';
import { limits } from '../../shared/limits.ts';
import { mayWriteDirectly } from '../../shared/rooms.policy.ts';
import { mayBeContacted } from '../../users/users.policy.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { MembershipService } from '../members/membership.service.ts';
import { assertEntersItself } from '../room-access.ts';
import type { Room } from '../rooms.dto.ts';
import { RoomsRepository } from '../rooms.repository.ts';

/** Of the people beside the one who asks. */
const MIN_OTHERS = limits.groupConversationMin - 1;
const MAX_OTHERS = limits.groupConversationMax - 1;

/** Conversations of few people by their names, which all of them have in their lists from the beginning. */
@Injectable()
export class GroupConversationsService {
  constructor(
    private readonly rooms: RoomsRepository,
    private readonly membership: MembershipService,
    private readonly users: UsersRepository,
    private readonly rates: RateLimits,
    private readonly database: Database,
  ) {}

  /**
   * The conversation of the caller and these people; created when one of them first asks for it.
   * @throws Problem `forbidden` for guests and bots, `user_not_found`, `invalid_input` for too few or too many
   */
  async open(caller: Caller, userIds: string[]): Promise<Room> {
    if (!mayWriteDirectly(caller.role)) throw new Problem('forbidden');
    assertEntersItself(caller);
    const people = [...new Set([caller.userId, ...userIds.map((id) => id.toLowerCase())])];
    if (people.length - 1 < MIN_OTHERS || people.length - 1 > MAX_OTHERS)
      throw new Problem('invalid_input', undefined, { userIds: [`give ${MIN_OTHERS} to ${MAX_OTHERS} other people`] });
    await this.assertContacts(people.slice(1));
    const key = people.toSorted().join();
    const roomId = (await this.rooms.idByDirectKey(key)) ?? (await this.create(caller.userId, key, people));
    if (await this.rooms.openDirect(roomId, caller.userId))
      return this.membership.broadcastFounder(roomId, caller.userId);
    return this.rooms.viewOrFail(roomId, caller.userId);
  }

  private async create(userId: string, directKey: string, people: string[]): Promise<string> {
    await this.rates.take('createRoom', userId);
    // No code opens it, and none is shown: it is only to be unlike all others.
    const room = { kind: 'group', directKey, code: randomUUID(), createdBy: userId } as const;
    const created = await this.database.transaction(async (tx) => {
      const roomId = await this.rooms.create(tx, room);
      if (roomId) await this.membership.addFounders(tx, roomId, people, { role: 'member', isOpened: true });
      return roomId;
    });
    if (created) for (const each of people) await this.membership.broadcastFounder(created, each);
    const roomId = created ?? (await this.rooms.idByDirectKey(directKey));
    if (!roomId) throw new Problem('unavailable');
    return roomId;
  }

  /** What is written to a bot, nobody would read. */
  private async assertContacts(userIds: string[]): Promise<void> {
    const people = await Promise.all(userIds.map((id) => this.users.byId(id)));
    if (people.some((user) => !user || !mayBeContacted(user) || user.kind === 'bot'))
      throw new Problem('user_not_found');
  }
}
