import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { type EmojiCode, EmojiCodes } from '../emoji/emoji-codes.ts';
import type { Message } from '../timeline/message.dto.ts';
import { MessageMutations } from './message-mutations.ts';
import { ReactionsRepository } from './reactions.repository.ts';

/** Maximum number of different emoji on a message. */
const MAX_REACTIONS = 20;

@Injectable()
export class ReactionsService {
  constructor(
    private readonly changes: MessageMutations,
    private readonly reactions: ReactionsRepository,
    private readonly emoji: EmojiCodes,
  ) {}

  /** Every way of writing an emoji is the same reaction, here and in `remove`. A repeat changes nothing. */
  async add(caller: Caller, messageId: string, written: string): Promise<Message> {
    const { code: emoji, disabled } = await this.read(written);
    if (disabled) throw new Problem('invalid_input', undefined, { emoji: ['is not offered any more'] });
    return this.changes.apply(caller, messageId, 'react', async (tx) => {
      const added = await this.reactions.add(tx, { messageId, emoji, userId: caller.userId });
      if (added && (await this.reactions.kinds(tx, messageId)) > MAX_REACTIONS) throw new Problem('too_many_reactions');
      return added && 'reaction';
    });
  }

  async remove(caller: Caller, messageId: string, written: string): Promise<Message> {
    const { code: emoji } = await this.read(written);
    return this.changes.apply(
      caller,
      messageId,
      'react',
      async (tx) => (await this.reactions.remove(tx, { messageId, emoji, userId: caller.userId })) && 'reaction',
    );
  }

  /** @throws Problem `invalid_input` */
  private async read(written: string): Promise<EmojiCode> {
    const emoji = await this.emoji.read(written);
    if (emoji === undefined) throw new Problem('invalid_input', undefined, { emoji: ['must be one emoji'] });
    return emoji;
  }
}
