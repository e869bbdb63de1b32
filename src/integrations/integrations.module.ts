import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.ts';
import { Retention } from '../common/retention.ts';
import { MessagesModule } from '../messages/messages.module.ts';
import { RoomsModule } from '../rooms/rooms.module.ts';
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

/**
 * Programs that read and write in rooms. A bot is a member of the rooms that people put it into: what holds for members holds
 * for it. A hook is a bot in its one room, and what it says of itself never looks like a person.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([HookEntity, HookCallEntity]),
    AuthModule,
    MessagesModule,
    RoomsModule,
    UploadsModule,
    UsersModule,
  ],
  controllers: [BotsController, HooksController, IntegrationsAdministrationController],
  providers: [
    AdministeredBotsRepository,
    AdministeredHooksRepository,
    BotAccess,
    BotChangesService,
    BotHandoverService,
    BotTokensService,
    BotsRepository,
    BotsService,
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
  ],
})
export class IntegrationsModule {
  constructor(retention: Retention) {
    retention.add({ table: 'hook_calls', due: `created_at < now() - interval '7 days'` });
  }
}
