import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PersonHeadEntity } from './person-head.entity.ts';
import { PersonalBroadcaster } from './personal-broadcaster.ts';
import { PersonalChangeEntity } from './personal-change.entity.ts';
import { PersonalCleanup } from './personal-cleanup.ts';
import { PersonalController } from './personal.controller.ts';
import { PersonalKinds } from './personal-kinds.ts';
import { PersonalNotifier } from './personal-notifier.ts';
import { PersonalRepository } from './personal.repository.ts';
import { PersonalStream } from './personal-stream.service.ts';

/**
 * What only one person sees, on all of their devices. Features register kinds of items; the stream numbers their changes
 * and tells them. It promises what `changes` of a room promises: state plus events equals fresh state.
 */
@Module({
  imports: [TypeOrmModule.forFeature([PersonHeadEntity, PersonalChangeEntity])],
  controllers: [PersonalController],
  providers: [
    PersonalBroadcaster,
    PersonalCleanup,
    PersonalKinds,
    PersonalNotifier,
    PersonalRepository,
    PersonalStream,
  ],
  exports: [PersonalKinds, PersonalNotifier, PersonalStream],
})
export class PersonalModule {}
