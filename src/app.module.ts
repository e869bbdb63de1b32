import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { LoggerModule } from 'nestjs-pino';
import { JwtGuard } from './auth/access-tokens/jwt.guard.ts';
import { AdminModule } from './admin/admin.module.ts';
import { AuditModule } from './audit/audit.module.ts';
import { AuthModule } from './auth/auth.module.ts';
import { ClusterModule } from './cluster/cluster.module.ts';
import { DomainEventsModule } from './common/domain-events.ts';
import type { Config } from './common/config.ts';
import { ConfigModule } from './common/config.module.ts';
import { DatabaseModule } from './common/database/database.ts';
import { ReplicaModule } from './common/database/replica.ts';
import { LoadSheddingModule } from './common/limits/load-shedding.ts';
import { logging } from './common/observability/logging.ts';
import { ProblemFilter } from './common/problem.filter.ts';
import { OverloadGuard } from './common/limits/overload.guard.ts';
import { RateLimitsModule } from './common/limits/rate-limits.ts';
import { RequestRateGuard } from './common/limits/request-rate.guard.ts';
import { RedisModule } from './common/redis/redis.ts';
import { RetentionModule } from './common/retention.ts';
import { ScheduledTasksModule } from './common/scheduled-tasks.ts';
import { DeferredWorkModule } from './common/deferred-work.ts';
import { InFlightWorkModule } from './common/in-flight-work.ts';
import { validation } from './common/validation/validation.ts';
import { DraftsModule } from './drafts/drafts.module.ts';
import { EmojiModule } from './emoji/emoji.module.ts';
import { ExportsModule } from './exports/exports.module.ts';
import { GroupsModule } from './groups/groups.module.ts';
import { HealthModule } from './health/health.module.ts';
import { IntegrationsModule } from './integrations/integrations.module.ts';
import { MailModule } from './mail/mail.module.ts';
import { BlocksModule } from './blocks/blocks.module.ts';
import { CallsModule } from './calls/calls.module.ts';
import { McpModule } from './mcp/mcp.module.ts';
import { MessagesModule } from './messages/messages.module.ts';
import { NotificationsModule } from './notifications/notifications.module.ts';
import { OperationsModule } from './operations/operations.module.ts';
import { OutboundModule } from './outbound/outbound.module.ts';
import { PagesModule } from './pages/pages.module.ts';
import { PersonalModule } from './personal/personal.module.ts';
import { PresenceModule } from './presence/presence.module.ts';
import { PushModule } from './push/push.module.ts';
import { TransportModule } from './transport/transport.module.ts';
import { ReportsModule } from './reports/reports.module.ts';
import { RoomsModule } from './rooms/rooms.module.ts';
import { SavedModule } from './saved/saved.module.ts';
import { ScheduledModule } from './scheduled/scheduled.module.ts';
import { SearchModule } from './search/search.module.ts';
import { SettingsModule } from './settings/settings.module.ts';
import { SyncModule } from './sync/sync.module.ts';
import { TimelineModule } from './timeline/timeline.module.ts';
import { UploadsModule } from './uploads/uploads.module.ts';
import { UsersModule } from './users/users.module.ts';

/** All modules, in the order of their rank: each feature imports only modules above it in this list. */
@Module({})
export class AppModule {
  static for(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        LoggerModule.forRoot(logging(config)),
        ConfigModule.for(config),
        DomainEventsModule,
        DeferredWorkModule,
        InFlightWorkModule,
        LoadSheddingModule,
        ScheduledTasksModule,
        RedisModule,
        RateLimitsModule,
        DatabaseModule,
        ReplicaModule,
        RetentionModule,
        OutboundModule,
        ClusterModule,
        TransportModule,
        MailModule.for(config),
        AuditModule,
        EmojiModule,
        UsersModule,
        AuthModule,
        AdminModule,
        PersonalModule,
        GroupsModule,
        TimelineModule,
        RoomsModule,
        PresenceModule,
        UploadsModule,
        SettingsModule,
        DraftsModule,
        MessagesModule,
        BlocksModule,
        ReportsModule,
        CallsModule,
        SearchModule,
        NotificationsModule,
        PushModule,
        SavedModule,
        ScheduledModule,
        IntegrationsModule,
        McpModule,
        ExportsModule,
        SyncModule,
        HealthModule,
        OperationsModule,
        PagesModule,
      ],
      providers: [
        { provide: APP_GUARD, useClass: JwtGuard },
        { provide: APP_GUARD, useClass: RequestRateGuard },
        { provide: APP_GUARD, useClass: OverloadGuard },
        { provide: APP_PIPE, useFactory: validation },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}
