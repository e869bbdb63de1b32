import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.ts';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { DataExportEntity, DataExportPartEntity } from './data-export.entity.ts';
import { ExportsController } from './exports.controller.ts';
import { ExportsRepository } from './exports.repository.ts';
import { ExportsService } from './exports.service.ts';

/** People may take what we know of them along. A request is kept until its file is made, whatever ends meanwhile. */
@Module({
  imports: [
    TypeOrmModule.forFeature([DataExportEntity, DataExportPartEntity]),
    AuthModule,
    RoomsModule,
    TimelineModule,
    UsersModule,
  ],
  controllers: [ExportsController],
  providers: [ExportsRepository, ExportsService],
})
export class ExportsModule {}
