import { Injectable } from '@nestjs/common';
import { DomainEvents } from '../common/domain-events.ts';
import { RoomsRepository } from '../rooms/rooms.repository.ts';
import type { VisibleRoom } from '../timeline/room-subscriptions.ts';
import { RealtimeService } from '../transport/realtime.service.ts';
import { StateBroadcasterFactory } from '../transport/state-broadcaster.ts';
import type { UserSummary } from '../users/users.dto.ts';
import { ProfileChanged } from '../users/users.service.ts';
import { SyncRepository } from './sync.repository.ts';

/**
 * Informs everybody who shares a room with a person of their new name, picture or role (`user_changed`). A profile is
 * no part of any message, so the repair poll of rooms does not see its changes.
 */
@Injectable()
export class ProfileBroadcaster {
  constructor(
    profiles: SyncRepository,
    rooms: RoomsRepository,
    realtime: RealtimeService,
    broadcasters: StateBroadcasterFactory,
    events: DomainEvents,
  ) {
    const broadcaster = broadcasters.create<UserSummary, VisibleRoom[]>({
      topic: 'profile_changed',
      // A new role changes the rights of the person's own connections, even if a later step fails.
      before: ({ id, role }) => realtime.setRoleLocally(id, role),
      read: ({ id }) => rooms.visibleTo(id),
      emit: (person, shared) => {
        const channels = shared.map(({ roomId }) => `room:${roomId}` as const);
        realtime.emitLocally([`user:${person.id}`, ...channels], 'user_changed', person);
      },
      versions: {
        idOf: ({ id }) => id,
        versionOf: ({ revision }) => revision,
        recent: async () =>
          (await profiles.recentChanges()).map((person) => ({ key: person, version: person.revision })),
        once: true,
      },
    });
    events.on(ProfileChanged, ({ user }) => broadcaster.publish(user));
  }
}
