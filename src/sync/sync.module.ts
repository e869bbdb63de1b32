import { Module } from '@nestjs/common';
import { PersonalModule } from '../personal/personal.module.ts';
import { PresenceModule } from '../presence/presence.module.ts';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { ConnectionSubscriber } from './connection-subscriber.ts';
import { MissedChangesReader } from './missed-changes-reader.ts';
import { PersonCatchUp } from './person-catch-up.ts';
import { ProfileBroadcaster } from './profile-broadcaster.ts';
import { SubscriptionCorrector } from './subscription-corrector.ts';
import { SyncGateway } from './sync.gateway.ts';
import { SweepRepository } from './sweep.repository.ts';
import { SweepService } from './sweep.service.ts';
import { SyncRepository } from './sync.repository.ts';
import { SyncService } from './sync.service.ts';

/**
 * State plus events equals fresh state: a `sync` starts the events and returns everything before them. It promises that
 * nothing is lost between the two.
 */
@Module({
  imports: [PersonalModule, PresenceModule, RoomsModule, TimelineModule, UsersModule],
  providers: [
    ConnectionSubscriber,
    MissedChangesReader,
    PersonCatchUp,
    ProfileBroadcaster,
    SubscriptionCorrector,
    SweepRepository,
    SweepService,
    SyncGateway,
    SyncRepository,
    SyncService,
  ],
})
export class SyncModule {}
