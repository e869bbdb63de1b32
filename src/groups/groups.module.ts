import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/audit.module.ts';
import { AuthModule } from '../auth/auth.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { GroupDepartures } from './group-departures.ts';
import { GroupEntity } from './group.entity.ts';
import { GroupMemberEntity } from './group-member.entity.ts';
import { GroupsController } from './groups.controller.ts';
import { GroupsRepository } from './groups.repository.ts';
import { GroupsService } from './groups.service.ts';

/** Groups of people with handles in the name space of user names. A message that names one mentions its people in the room. */
@Module({
  imports: [TypeOrmModule.forFeature([GroupEntity, GroupMemberEntity]), AuditModule, AuthModule, UsersModule],
  controllers: [GroupsController],
  providers: [GroupDepartures, GroupsRepository, GroupsService],
  exports: [GroupsRepository, GroupsService],
})
export class GroupsModule {}
