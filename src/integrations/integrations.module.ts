import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.ts';
import { Retention } from '../common/retention.ts';
import { MessagesModule } from '../messages/messages.module.ts';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { AdministeredBotsRepository } from './administration/administered-bots.repository.ts';
import { AdministeredHooksRepository } from './administration/administered-hooks.repository.ts';
import { IntegrationsAdministrationController } from './administration/integrations-administration.controller.ts';
import { IntegrationsAdministrationService } from './administration/integrations-administration.service.ts';
import { BotAccess } from './bots/bot-access.ts';
import { BotChangesService } from './bots/bot-changes.service.ts';
import { BotHandoverService } from './bots/bot-handover.service.ts';
import { BotTokensService } from './bots/bot-tokens.service.ts';
import { BotsController } from './bots/bots.controller.ts';
import { BotsRepository } from './bots/bots.repository.ts';
import { BotsService } from './bots/bots.service.ts';
import { CommandAccess } from './commands/command-access.ts';
import { CommandDelivery } from './commands/command-delivery.ts';
import { CommandReceivers } from './commands/command-receivers.ts';
import { CommandRepliesService } from './commands/command-replies.service.ts';
import { CommandRequests } from './commands/command-requests.ts';
import { CommandRunEntity } from './commands/command-run.entity.ts';
import { CommandRunnerService } from './commands/command-runner.service.ts';
import { CommandRunsRepository } from './commands/command-runs.repository.ts';
import { CommandEntity } from './commands/command.entity.ts';
import { CommandsController } from './commands/commands.controller.ts';
import { CommandsGateway } from './commands/commands.gateway.ts';
import { CommandsRepository } from './commands/commands.repository.ts';
import { CommandsService } from './commands/commands.service.ts';
import { HookAccess } from './hooks/hook-access.ts';
import { HookAddresses } from './hooks/hook-addresses.ts';
import { HookBots } from './hooks/hook-bots.ts';
import { HookCallEntity } from './hooks/hook-call.entity.ts';
import { HookEntity } from './hooks/hook.entity.ts';
import { HookPoster } from './hooks/hook-poster.ts';
import { HookTestService } from './hooks/hook-test.service.ts';
import { HooksController } from './hooks/hooks.controller.ts';
import { HooksRepository } from './hooks/hooks.repository.ts';
import { HooksService } from './hooks/hooks.service.ts';
import { IncomingCallsService } from './hooks/incoming-calls.service.ts';
import { ProgramNames } from './hooks/program-names.ts';
import { DeliveryResults } from './subscriptions/delivery-results.ts';
import { EventDelivery } from './subscriptions/event-delivery.ts';
import { EventTests } from './subscriptions/event-tests.service.ts';
import { EventTransport } from './subscriptions/event-transport.ts';
import { FailedEventsService } from './subscriptions/failed-events.service.ts';
import { RoomDelivery } from './subscriptions/room-delivery.ts';
import { RoomEventsReader } from './subscriptions/room-events-reader.ts';
import { SubscriptionAccess } from './subscriptions/subscription-access.ts';
import { SubscriptionBots } from './subscriptions/subscription-bots.ts';
import { SubscriptionChanges } from './subscriptions/subscription-changes.service.ts';
import { SubscriptionCleanup } from './subscriptions/subscription-cleanup.ts';
import { SubscriptionCreation } from './subscriptions/subscription-creation.service.ts';
import { SubscriptionCursorEntity } from './subscriptions/subscription-cursor.entity.ts';
import { SubscriptionCursorsRepository } from './subscriptions/subscription-cursors.repository.ts';
import { SubscriptionFailureEntity } from './subscriptions/subscription-failure.entity.ts';
import { SubscriptionFailuresRepository } from './subscriptions/subscription-failures.repository.ts';
import { SubscriptionSecrets } from './subscriptions/subscription-secrets.ts';
import { SubscriptionSender } from './subscriptions/subscription-sender.ts';
import { SubscriptionStops } from './subscriptions/subscription-stops.ts';
import { SubscriptionEntity } from './subscriptions/subscription.entity.ts';
import { SubscriptionsController } from './subscriptions/subscriptions.controller.ts';
import { SubscriptionsRepository } from './subscriptions/subscriptions.repository.ts';
import { SubscriptionsService } from './subscriptions/subscriptions.service.ts';

/**
 * Programs that read and write in rooms. A bot is a member of the rooms that people put it into: what holds for members holds
 * for it. A hook is a bot in its one room, and what it says of itself never looks like a person. A command is asked of a
 * service elsewhere, which answers through a bot. A subscription tells another server what its bot may read: each change of a
 * room at least once, and in their order.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([
      CommandEntity,
      CommandRunEntity,
      HookEntity,
      HookCallEntity,
      SubscriptionEntity,
      SubscriptionCursorEntity,
      SubscriptionFailureEntity,
    ]),
    AuthModule,
    MessagesModule,
    RoomsModule,
    TimelineModule,
    UploadsModule,
    UsersModule,
  ],
  controllers: [
    BotsController,
    CommandsController,
    HooksController,
    IntegrationsAdministrationController,
    SubscriptionsController,
  ],
  providers: [
    AdministeredBotsRepository,
    AdministeredHooksRepository,
    BotAccess,
    BotChangesService,
    BotHandoverService,
    BotTokensService,
    BotsRepository,
    BotsService,
    CommandAccess,
    CommandDelivery,
    CommandReceivers,
    CommandRepliesService,
    CommandRequests,
    CommandRunnerService,
    CommandRunsRepository,
    CommandsGateway,
    CommandsRepository,
    CommandsService,
    HookAccess,
    HookAddresses,
    HookBots,
    HookPoster,
    HookTestService,
    HooksRepository,
    HooksService,
    IncomingCallsService,
    IntegrationsAdministrationService,
    ProgramNames,
    DeliveryResults,
    EventDelivery,
    EventTests,
    EventTransport,
    FailedEventsService,
    RoomDelivery,
    RoomEventsReader,
    SubscriptionAccess,
    SubscriptionBots,
    SubscriptionChanges,
    SubscriptionCleanup,
    SubscriptionCreation,
    SubscriptionCursorsRepository,
    SubscriptionFailuresRepository,
    SubscriptionSecrets,
    SubscriptionSender,
    SubscriptionStops,
    SubscriptionsRepository,
    SubscriptionsService,
  ],
  exports: [SubscriptionsRepository],
})
export class IntegrationsModule {
  constructor(retention: Retention) {
    retention.add({ table: 'hook_calls', due: `created_at < now() - interval '7 days'` });
    retention.add({ table: 'command_runs', due: `expires_at < now()` });
  }
}
