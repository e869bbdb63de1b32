import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Retention } from '../common/retention.ts';
import { PersonalModule } from '../personal/personal.module.ts';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { DraftClearing } from './draft-clearing.ts';
import { DraftKind } from './draft-kind.ts';
import { DraftEntity } from './draft.entity.ts';
import { DraftsController } from './drafts.controller.ts';
import { DraftsRepository } from './drafts.repository.ts';
import { DraftsService } from './drafts.service.ts';

/**
 * What people have begun to write, on all their devices. It promises that no device overwrites words it has not seen, and
 * that the words of a sent message do not come back: a message removes the draft it was written as with its own commit.
 */
@Module({
  imports: [TypeOrmModule.forFeature([DraftEntity]), PersonalModule, RoomsModule, TimelineModule],
  controllers: [DraftsController],
  providers: [DraftClearing, DraftKind, DraftsRepository, DraftsService],
  exports: [DraftClearing, DraftsRepository],
})
export class DraftsModule {
  constructor(retention: Retention) {
    retention.add({ table: 'drafts', due: `deleted_at < now() - interval '30 days'` });
  }
}
