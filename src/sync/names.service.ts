import { Injectable } from '@nestjs/common';
import { Rounds } from '../common/rounds.ts';
import { Realtime } from '../realtime/realtime.service.ts';
import { RoomsRepository } from '../rooms/rooms.repository.ts';
import { SyncRepository } from './sync.repository.ts';

/** In milliseconds, as the repair poll of messages. */
const POLL = 2_000;

/**
 * Tells this node's connections of new names, pictures and roles whose hint was lost: changing one changes no message, so
 * the repair poll of rooms does not see it. Clients know by its revision what they have heard already.
 */
@Injectable()
export class NamesService {
  /** Revisions that were told from here. */
  private told = new Map<string, number>();

  constructor(
    private readonly people: SyncRepository,
    private readonly rooms: RoomsRepository,
    private readonly realtime: Realtime,
    rounds: Rounds,
  ) {
    rounds.everywhere(POLL, 'telling new names', () => this.tell());
  }

  private async tell(): Promise<void> {
    const changed = await this.people.changedJustNow();
    for (const person of changed) {
      if (this.told.get(person.id) === person.revision) continue;
      const rooms = await this.rooms.visibleTo(person.id);
      const channels = rooms.map(({ roomId }) => `room:${roomId}` as const);
      this.realtime.emitHere([`user:${person.id}`, ...channels], 'user_changed', person);
    }
    this.told = new Map(changed.map(({ id, revision }) => [id, revision]));
  }
}
