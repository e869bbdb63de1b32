import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EmojiModule } from '../emoji/emoji.module.ts';
import { BlocksRepository } from './blocks.repository.ts';
import { FormerUsernameEntity } from './former-username.entity.ts';
import { FormerUsernamesRepository } from './former-usernames.repository.ts';
import { StatusEndsService } from './status-ends.service.ts';
import { UserBlockEntity } from './user-block.entity.ts';
import { UserEntity } from './user.entity.ts';
import { UsersController } from './users.controller.ts';
import { UsersRepository } from './users.repository.ts';
import { UsersService } from './users.service.ts';

/**
 * People and their profiles. A user exists once an address is verified (or a guest has entered); names are unique
 * without regard to case or look-alikes.
 */
@Module({
  imports: [EmojiModule, TypeOrmModule.forFeature([UserEntity, UserBlockEntity, FormerUsernameEntity])],
  controllers: [UsersController],
  providers: [BlocksRepository, FormerUsernamesRepository, StatusEndsService, UsersRepository, UsersService],
  exports: [BlocksRepository, FormerUsernamesRepository, UsersRepository, UsersService],
})
export class UsersModule {}
