import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Problem } from '../../common/problem.ts';
import { RoomAccess } from '../../rooms/room-access.ts';
import { limits } from '../../shared/limits.ts';
import { mayAddOption, mayClosePoll, readerOf } from '../../shared/messages.policy.ts';
import type { Message } from '../../timeline/message.dto.ts';
import type { OwnPoll } from '../../timeline/poll.dto.ts';
import { ownPollView } from '../../timeline/poll.view.ts';
import { MessageAccess } from '../message-access.ts';
import { MessageMutations } from '../message-mutations.ts';
import { optionKey } from './poll-input.ts';
import { openPoll, PollVoteWriter } from './poll-vote-writer.ts';
import { PollsRepository } from './polls.repository.ts';

/** Polls, once they are sent: reading, voting, adding options and closing. */
@Injectable()
export class PollsService {
  constructor(
    private readonly access: RoomAccess,
    private readonly messages: MessageAccess,
    private readonly mutations: MessageMutations,
    private readonly polls: PollsRepository,
    private readonly votes: PollVoteWriter,
  ) {}

  /**
   * The poll as the caller may see it.
   * @throws Problem `message_not_found`, `message_deleted`, `poll_not_found`
   */
  async show(caller: Caller, messageId: string): Promise<OwnPoll> {
    const { body } = await this.find(caller, messageId);
    const poll = await this.polls.find(messageId);
    if (!poll) throw new Problem('poll_not_found');
    return ownPollView(poll, body, caller.userId);
  }

  /**
   * Replaces what the caller has chosen.
   * @throws Problem `poll_closed`, or `invalid_input` for options that the poll does not have or too many of them
   */
  async vote(caller: Caller, messageId: string, optionIds: string[]): Promise<OwnPoll> {
    const { roomId } = await this.find(caller, messageId);
    await this.access.allow(caller, roomId, 'vote');
    await this.votes.cast({ caller, roomId, messageId, optionIds: optionIds.map((id) => id.toLowerCase()) });
    return this.show(caller, messageId);
  }

  /**
   * Adds an option after the others.
   * @throws Problem `forbidden`, `poll_closed`, `too_many_options`, or `invalid_input` for an option that is there
   */
  async addOption(caller: Caller, messageId: string, text: string): Promise<OwnPoll> {
    await this.find(caller, messageId);
    await this.mutations.apply(caller, messageId, 'post', async (tx, _revision, { author }) => {
      const poll = await openPoll(this.polls, tx, messageId);
      if (!mayAddOption({ isAuthor: author?.id === caller.userId }, poll))
        throw new Problem('forbidden', 'Only the author adds options to this poll');
      if (poll.options.some((option) => optionKey(option.text) === optionKey(text)))
        throw new Problem('invalid_input', undefined, { text: ['is an option already'] });
      if (poll.options.length >= limits.pollOptions) throw new Problem('too_many_options');
      await this.polls.addOption(tx, messageId, text, caller.userId);
      return true;
    });
    return this.show(caller, messageId);
  }

  /**
   * Closes the poll for good. A repeat changes nothing.
   * @throws Problem `forbidden` for a caller who neither asked nor moderates the room
   */
  async close(caller: Caller, messageId: string): Promise<OwnPoll> {
    const { author, roomId } = await this.find(caller, messageId);
    const isAuthor = author?.id === caller.userId;
    const action = isAuthor ? 'vote' : 'moderate';
    const admission = await this.access.allow(caller, roomId, action);
    if (!mayClosePoll(readerOf(admission, isAuthor))) throw new Problem('forbidden');
    await this.mutations.apply(caller, messageId, action, (tx) => this.polls.close(tx, messageId));
    return this.show(caller, messageId);
  }

  private async find(caller: Caller, messageId: string): Promise<Message> {
    const message = await this.messages.find(caller, messageId);
    if (message.deletedAt) throw new Problem('message_deleted');
    if (!message.poll) throw new Problem('poll_not_found');
    return message;
  }
}
