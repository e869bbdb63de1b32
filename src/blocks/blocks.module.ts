import { Module } from '@nestjs/common';
import { PersonalModule } from '../personal/personal.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { BlockKind } from './block-kind.ts';
import { BlocksController } from './blocks.controller.ts';
import { BlocksService } from './blocks.service.ts';

/** Whom people block, on all their devices. What follows from it is asked of the table, where each feature decides. */
@Module({
  imports: [PersonalModule, UsersModule],
  controllers: [BlocksController],
  providers: [BlockKind, BlocksService],
})
export class BlocksModule {}
