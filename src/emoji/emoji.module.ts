import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CustomEmojiEntity } from './custom-emoji.entity.ts';
import { CustomEmojiNameEntity } from './custom-emoji-name.entity.ts';
import { CustomEmojiRepository } from './custom-emoji.repository.ts';
import { EmojiCodes } from './emoji-codes.ts';

/** Emoji of this server: their names, which are for ever. Their pictures are added in `uploads`. */
@Module({
  imports: [TypeOrmModule.forFeature([CustomEmojiEntity, CustomEmojiNameEntity])],
  providers: [CustomEmojiRepository, EmojiCodes],
  exports: [CustomEmojiRepository, EmojiCodes],
})
export class EmojiModule {}
