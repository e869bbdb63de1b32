import { Injectable } from '@nestjs/common';
import { ReactionsService } from '../../messages/reactions.service.ts';
import { JoinService } from '../../rooms/members/join.service.ts';
import { ReadMarksService } from '../../rooms/read-marks/read-marks.service.ts';
import { flag, id, object, text, whole } from '../json-schema.view.ts';
import { JoinArguments, MarkReadArguments, ReactArguments, SendArguments } from '../mcp-arguments.dto.ts';
import { type McpTool, tool, within, writing } from '../mcp-tool.ts';
import { MESSAGE, messageView } from '../message.view.ts';
import { ROOM, roomView } from '../room.view.ts';
import { MessageSender } from './message-sender.ts';

/** What changes something, under the name of the caller. */
@Injectable()
export class WritingTools {
  constructor(
    private readonly sender: MessageSender,
    private readonly reactions: ReactionsService,
    private readonly readMarks: ReadMarksService,
    private readonly joins: JoinService,
  ) {}

  tools(): McpTool[] {
    return [this.sendMessage(), this.react(), this.markRead(), this.joinRoom()];
  }

  private sendMessage(): McpTool {
    return tool<SendArguments>({
      name: 'send_message',
      description:
        'Sends a message (Markdown) to a room, or with threadId into a thread of it. A repeat with the same clientId sends nothing twice. @name notifies a person; @room and @here notify nobody.',
      hints: writing('Send a message'),
      access: within('messages:write'),
      arguments: SendArguments,
      input: object(
        {
          roomId: id(),
          body: text(),
          clientId: id('a new UUID for each message'),
          threadId: id('the message that the thread begins with'),
        },
        ['threadId'],
      ),
      output: object({ message: MESSAGE, created: flag('false: it was sent before') }),
      run: async (caller, given) => {
        const { message, created } = await this.sender.send(caller, given);
        return { text: created ? 'Sent' : 'It was sent before', data: { message: messageView(message), created } };
      },
    });
  }

  private react(): McpTool {
    return tool<ReactArguments>({
      name: 'react',
      description: 'Reacts to a message with one emoji, or :name: of an emoji of the server.',
      hints: writing('React'),
      access: within('reactions:write'),
      arguments: ReactArguments,
      input: object({ messageId: id(), emoji: text() }),
      output: object({ message: MESSAGE }),
      run: async (caller, { messageId, emoji }) => ({
        text: 'Reacted',
        data: { message: messageView(await this.reactions.add(caller, messageId, emoji)) },
      }),
    });
  }

  private markRead(): McpTool {
    return tool<MarkReadArguments>({
      name: 'mark_read',
      description:
        'Marks the messages of a room as read for the caller, up to a seq. Others may see that they were read.',
      hints: writing('Mark as read'),
      access: within('messages:write'),
      arguments: MarkReadArguments,
      input: object({ roomId: id(), seq: whole(0, undefined, 'of the newest message that was read') }),
      output: object({ lastReadSeq: whole(), unreadCount: whole() }),
      run: async (caller, { roomId, seq }) => {
        const { lastReadSeq, unreadCount } = await this.readMarks.markRead(caller, roomId, seq);
        return { text: 'Marked', data: { lastReadSeq, unreadCount } };
      },
    });
  }

  private joinRoom(): McpTool {
    return tool<JoinArguments>({
      name: 'join_room',
      description: 'Joins a public room without a password. Its members see it.',
      hints: writing('Join a room'),
      access: within('rooms:write'),
      arguments: JoinArguments,
      input: object({ roomId: id() }),
      output: object({ room: ROOM }),
      run: async (caller, { roomId }) => ({
        text: 'Joined',
        data: { room: roomView(await this.joins.join(caller, { roomId })) },
      }),
    });
  }
}
