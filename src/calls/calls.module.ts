import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Retention } from '../common/retention.ts';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { CallEntity } from './call.entity.ts';
import { CallsController } from './calls.controller.ts';
import { CallsRepository } from './calls.repository.ts';
import { CallsService } from './calls.service.ts';
import { MeetingLinks } from './meeting-links.ts';

/**
 * Calls by a link to a server for meetings (`CALL_URL`), such as Jitsi Meet. Parley decides who may enter, tells the members
 * and hands out the links; sound and pictures never pass through it.
 */
@Module({
  imports: [TypeOrmModule.forFeature([CallEntity]), JwtModule.register({}), RoomsModule, TimelineModule, UsersModule],
  controllers: [CallsController],
  providers: [CallsRepository, CallsService, MeetingLinks],
  exports: [CallsRepository],
})
export class CallsModule {
  constructor(retention: Retention) {
    retention.add({ table: 'calls', due: `ends_at < now() - interval '30 days'` });
  }
}
