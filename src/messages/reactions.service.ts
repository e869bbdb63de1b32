import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import type { Message } from '../timeline/message.dto.ts';
import { MessageMutations } from './message-mutations.ts';
import { ReactionsRepository } from './reactions.repository.ts';

/** Maximum number of different emoji on a message. */
const MAX_REACTIONS = 20;
const ONE_EMOJI = /^\p{RGI_Emoji}$/v;

@Injectable()
export class ReactionsService {
  constructor(
    private readonly changes: MessageMutations,
    private readonly reactions: ReactionsRepository,
  ) {}

  /** A repeat changes nothing. */
  add(caller: Caller, messageId: string, emoji: string): Promise<Message> {
    assertEmoji(emoji);
    return this.changes.apply(caller, messageId, 'react', async (tx) => {
      const added = await this.reactions.add(tx, { messageId, emoji, userId: caller.userId });
      if (added && (await this.reactions.kinds(tx, messageId)) > MAX_REACTIONS) throw new Problem('too_many_reactions');
      return added;
    });
  }

  remove(caller: Caller, messageId: string, emoji: string): Promise<Message> {
    assertEmoji(emoji);
    return this.changes.apply(caller, messageId, 'react', (tx) =>
      this.reactions.remove(tx, { messageId, emoji, userId: caller.userId }),
    );
  }
}

function assertEmoji(emoji: string): void {
  if (!ONE_EMOJI.test(emoji)) throw new Problem('invalid_input', undefined, { emoji: ['must be one emoji'] });
}
