import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { DirectRoomsService } from '../rooms/direct-rooms.service.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import { NO_MENTIONS, parseMentions } from '../shared/mentions.ts';
import { ForwardingService } from './forwarding.service.ts';
import { actionOf, type OutgoingMessage } from './writing/message-batch.ts';
import { MessageWriter, type SendResult } from './writing/message-writer.ts';
import { assertPoll, hasClosingPassed, pollHashed } from './polls/poll-input.ts';
import type { SendMessage } from './messages.dto.ts';
import { SentMessageLookup } from './sent-message-lookup.ts';
import { isBlank } from '../shared/visible-text.ts';

/** Sends messages: each once, regardless of repeats. */
@Injectable()
export class MessageSendingService {
  constructor(
    private readonly access: RoomAccess,
    private readonly forwarding: ForwardingService,
    private readonly sent: SentMessageLookup,
    private readonly writer: MessageWriter,
    private readonly directRooms: DirectRoomsService,
  ) {}

  /**
   * Resolves after the commit; a repeat of the clientId returns the first message.
   * @param onQueued called once the message has its position in the order of its room: the next command may begin
   * @param callsEverybody false: `@room` and `@here` are words, and notify nobody
   * @throws Problem `client_id_reused` when the repeat has another content
   */
  async send(caller: Caller, given: SendMessage, onQueued?: () => void, callsEverybody = true): Promise<SendResult> {
    // A caption that shows nothing is none.
    const input = isBlank(given.body) ? { ...given, body: '' } : given;
    assertHasContent(input);
    const contentHash = hashOf(input);
    if (hasClosingPassed(input.poll)) return this.repeatOf(caller, input, contentHash);
    if (!input.forwardOf) {
      const found = parseMentions(input.body);
      const mentions = callsEverybody ? found : { ...found, room: false, here: false };
      return this.write({ caller, content: input, contentHash, mentions }, onQueued);
    }
    await this.access.allow(caller, input.roomId, actionOf(input));
    // A repeat succeeds even when the message that it forwards has been deleted.
    const first = await this.sent.find(caller, input, contentHash);
    if (first) return { message: first, created: false };
    const copy = await this.forwarding.copy(caller, input.forwardOf);
    try {
      // The text of a forwarded message mentions its readers no second time.
      const content = { ...input, ...copy };
      return await this.write({ caller, content, contentHash, mentions: NO_MENTIONS }, onQueued);
    } catch (error) {
      await this.forwarding.discard(caller, copy);
      throw error;
    }
  }

  /**
   * A poll that is sent again after it should have closed was sent before, or comes too late.
   * @throws Problem `invalid_input`
   */
  private async repeatOf(caller: Caller, input: SendMessage, contentHash: Buffer): Promise<SendResult> {
    await this.access.allow(caller, input.roomId, actionOf(input));
    const message = await this.sent.find(caller, input, contentHash);
    if (!message) throw new Problem('invalid_input', undefined, { 'poll.closesAt': ['must be in the future'] });
    return { message, created: false };
  }

  /**
   * The first message of a direct room is written once the other member has the room in their list. The author's next
   * command waits so long, so that their messages keep their order.
   */
  async write(given: OutgoingMessage, onQueued?: () => void): Promise<SendResult> {
    const outgoing = withProgram(given);
    const { roomId } = outgoing.content;
    const mayBeFirst = this.directRooms.mayBeUnopened(roomId);
    const result = await this.writer.write(outgoing, mayBeFirst ? undefined : onQueued);
    if (result !== 'unopened') return result;
    await this.directRooms.showToAll(roomId);
    const second = await this.writer.write(outgoing, onQueued);
    if (second === 'unopened') throw new Problem('unavailable');
    return second;
  }
}

/** A message by a token says so, for everybody: a program has written it in the name of its person. */
function withProgram(outgoing: OutgoingMessage): OutgoingMessage {
  const via = outgoing.caller.token?.name;
  return via === undefined || outgoing.program ? outgoing : { ...outgoing, program: { as: null, tone: null, via } };
}

const hashOf = ({
  body,
  replyToId,
  attachmentIds,
  forwardOf,
  poll,
  threadId,
  alsoInRoom = false,
}: SendMessage): Buffer =>
  hash(
    'sha256',
    JSON.stringify([
      body,
      replyToId ?? null,
      attachmentIds ?? [],
      ...(forwardOf ? [forwardOf] : []),
      ...(poll ? [pollHashed(poll)] : []),
      ...(threadId ? [{ threadId, alsoInRoom }] : []),
    ]),
    'buffer',
  );

/**
 * A forwarded message has the content of its original; a comment on it is a separate message. A poll has a question.
 * @throws Problem `invalid_input`
 */
function assertHasContent({ body, forwardOf, attachmentIds = [], poll, threadId, alsoInRoom }: SendMessage): void {
  if (alsoInRoom && !threadId) throw new Problem('invalid_input', undefined, { alsoInRoom: ['is only for threadId'] });
  if (poll) assertPoll(poll, { body, forwardOf });
  if (forwardOf && body) throw new Problem('invalid_input', undefined, { body: ['must be empty with forwardOf'] });
  if (forwardOf && attachmentIds.length)
    throw new Problem('invalid_input', undefined, { attachmentIds: ['must be empty with forwardOf'] });
  if (!forwardOf && !attachmentIds.length && !body)
    throw new Problem('invalid_input', undefined, { body: ['must not be blank'] });
}
