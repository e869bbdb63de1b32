import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import type { Message } from '../timeline/message.dto.ts';
import { ThreadsRepository } from '../timeline/threads.repository.ts';
import { MessageAccess } from './message-access.ts';
import { MessageMutations } from './message-mutations.ts';

/** Threads that are resolved and opened again. They stay as they are for readers and writers. */
@Injectable()
export class ThreadResolutionService {
  constructor(
    private readonly messages: MessageAccess,
    private readonly threads: ThreadsRepository,
    private readonly changes: MessageMutations,
  ) {}

  /**
   * Whoever may post may resolve; a repeat changes nothing.
   * @param messageId of any message of the thread
   * @returns the message that the thread begins with
   * @throws Problem `no_replies` where there is no thread, `message_deleted` where its first message is deleted
   */
  async setResolved(caller: Caller, messageId: string, resolved: boolean): Promise<Message> {
    const { id, threadId } = await this.messages.find(caller, messageId);
    const rootId = threadId ?? id;
    return this.changes.apply(caller, rootId, 'post', async (tx, _revision, { thread }) => {
      if (!thread?.replyCount) throw new Problem('no_replies');
      return this.threads.setResolved(tx, rootId, resolved ? caller.userId : null);
    });
  }
}
