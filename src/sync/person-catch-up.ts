import { Injectable } from '@nestjs/common';
import { Problem } from '../common/problem.ts';
import type { PersonalChanges } from '../personal/personal.dto.ts';
import { PersonalNotifier } from '../personal/personal-notifier.ts';
import { type HeldPersonal, PersonalStream } from '../personal/personal-stream.service.ts';
import type { ParleySocket } from '../transport/realtime.service.ts';
import { SyncRepository } from './sync.repository.ts';

/** What a connection has missed that belongs to no room: new names of people, and what only its own person sees. */
@Injectable()
export class PersonCatchUp {
  constructor(
    private readonly people: SyncRepository,
    private readonly stream: PersonalStream,
    private readonly notifier: PersonalNotifier,
  ) {}

  async emitChangedPeople(socket: ParleySocket): Promise<void> {
    const { userId } = socket.data.caller;
    for (const person of await this.people.changedInLast30Days(userId)) socket.emit('user_changed', person);
  }

  /**
   * Call it once the socket gets the events of its person: commits in between are in the response, in an event,
   * or in both.
   * @throws Problem `session_required` for a personal token
   */
  async personalSince(socket: ParleySocket, held: HeldPersonal): Promise<PersonalChanges> {
    const { userId, token } = socket.data.caller;
    if (token) throw new Problem('session_required');
    const changes = await this.stream.since(userId, held);
    // A reminder that rang while this device was connecting, or whose node ended before it told so.
    if (held.revision > 0 && !changes.reset) await this.notifier.notify([socket], userId, changes.items);
    return changes;
  }
}
