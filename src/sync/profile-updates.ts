import { Injectable, Logger } from '@nestjs/common';
import { DomainEvents } from '../common/domain-events.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';
import { Bus } from '../cluster/bus.ts';
import { RealtimeService } from '../transport/realtime.service.ts';
import { RecentDeliveries } from '../cluster/recent-deliveries.ts';
import { RoomsRepository } from '../rooms/rooms.repository.ts';
import type { UserSummary } from '../users/users.dto.ts';
import { ProfileChanged } from '../users/users.service.ts';
import { SyncRepository } from './sync.repository.ts';

/** In milliseconds, as the repair poll of messages. */
const POLL = 2_000;

/**
 * Tells everybody who shares a room with somebody of their new name, picture or role: each node its own connections, by
 * a hint, or by a poll when that is lost. Changing one changes no message, so the repair poll of rooms does not see it.
 * With a new role the person's own connections may do more or less from now on.
 */
@Injectable()
export class ProfileUpdates {
  private readonly logger = new Logger(ProfileUpdates.name);
  private readonly told = new RecentDeliveries();

  constructor(
    private readonly people: SyncRepository,
    private readonly rooms: RoomsRepository,
    private readonly realtime: RealtimeService,
    bus: Bus,
    announcements: DomainEvents,
    rounds: ScheduledTasks,
  ) {
    bus.on('profile_changed', (person: UserSummary) => void this.tellHere(person));
    announcements.on(ProfileChanged, ({ user }) => {
      bus.publish('profile_changed', user);
      return this.tellHere(user);
    });
    rounds.onEveryNode(POLL, 'telling new names', async () => {
      for (const person of await this.people.changedJustNow()) await this.tellHere(person);
    });
  }

  private async tellHere(person: UserSummary): Promise<void> {
    if (!this.told.record(person.id, person.revision)) return;
    this.realtime.setRoleLocally(person.id, person.role);
    try {
      const rooms = await this.rooms.visibleTo(person.id);
      const channels = rooms.map(({ roomId }) => `room:${roomId}` as const);
      this.realtime.emitLocally([`user:${person.id}`, ...channels], 'user_changed', person);
    } catch (error) {
      this.told.forget(person.id);
      this.logger.warn(`${person.id} is shown as they were until the next look: ${String(error)}`);
    }
  }
}
