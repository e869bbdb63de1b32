import { Injectable } from '@nestjs/common';
import { cursorKeys, cursorOf } from '../../common/page.ts';
import { Problem } from '../../common/problem.ts';
import { MessageHistoryService } from '../../messages/message-history.service.ts';
import { ThreadsService } from '../../messages/threads.service.ts';
import { SearchService } from '../../search/search.service.ts';
import { FILTERS } from '../../search/search.dto.ts';
import type { Message } from '../../timeline/message.dto.ts';
import { RoomFilesService } from '../../uploads/room-files.service.ts';
import { flag, id, list, nullable, object, oneOf, text, time, whole } from '../json-schema.view.ts';
import {
  FilesArguments,
  MAX_PAGE_ROWS,
  RoomArguments,
  SearchArguments,
  ThreadArguments,
} from '../mcp-arguments.dto.ts';
import { counted, fitting, type McpTool, reading, tool, within } from '../mcp-tool.ts';
import { MESSAGE, messageView, PERSON, personView } from '../message.view.ts';
import { CURSOR, LIMIT, NEXT } from './common-fields.ts';

const OLDER = nullable(text('the cursor of older messages; null: there are none'));
const NEWER = nullable(text('the cursor of newer messages; null: there are none'));
const BEFORE = whole(1, undefined, 'messages with a lower seq');
const AFTER = whole(0, undefined, 'messages with a higher seq');
const PAGING = text('older or newer of another page');

/** What was written, and the files that came with it. */
@Injectable()
export class MessageTools {
  constructor(
    private readonly history: MessageHistoryService,
    private readonly threads: ThreadsService,
    private readonly searches: SearchService,
    private readonly files: RoomFilesService,
  ) {}

  tools(): McpTool[] {
    return [this.readRoom(), this.readThread(), this.search(), this.listFiles()];
  }

  private readRoom(): McpTool {
    const around = whole(0, undefined, 'messages on both sides of this seq');
    const input = { roomId: id(), around, before: BEFORE, after: AFTER, limit: LIMIT, cursor: PAGING };
    return tool<RoomArguments>({
      name: 'read_room',
      description:
        'Messages of a room, oldest first: the newest ones, or those before, after or around a seq. Give one of before, after, around and cursor. Replies that stay in a thread are read by read_thread.',
      hints: reading('Read a room'),
      access: within('messages:read'),
      arguments: RoomArguments,
      input: object(input, ['around', 'before', 'after', 'limit', 'cursor']),
      output: object({ messages: list(MESSAGE), older: OLDER, newer: NEWER, lastSeq: whole() }),
      run: (caller, { roomId, limit = MAX_PAGE_ROWS, ...given }) => {
        const range = rangeOf(given);
        return fitting(limit, async (fewer) => {
          const page = await this.history.history(caller, roomId, { ...range, limit: fewer });
          return {
            text: counted(page.items.length, 'message', 'messages', page.hasBefore || page.hasAfter),
            data: { ...pageView(page), lastSeq: page.lastSeq },
          };
        });
      },
    });
  }

  private readThread(): McpTool {
    return tool<ThreadArguments>({
      name: 'read_thread',
      description:
        'The thread that a message begins or belongs to: the message that it begins with, and its newest replies, or those before or after a seq. Give one of before, after and cursor.',
      hints: reading('Read a thread'),
      access: within('messages:read'),
      arguments: ThreadArguments,
      input: object({ messageId: id(), before: BEFORE, after: AFTER, limit: LIMIT, cursor: PAGING }, [
        'before',
        'after',
        'limit',
        'cursor',
      ]),
      output: object({ root: nullable(MESSAGE), messages: list(MESSAGE), older: OLDER, newer: NEWER }),
      run: (caller, { messageId, limit = MAX_PAGE_ROWS, ...given }) => {
        const range = rangeOf(given);
        return fitting(limit, async (fewer) => {
          const { root, ...page } = await this.threads.of(caller, messageId, { ...range, limit: fewer });
          return {
            text: counted(page.items.length, 'reply', 'replies', page.hasBefore || page.hasAfter),
            data: { root: root && messageView(root), ...pageView(page) },
          };
        });
      },
    });
  }

  private search(): McpTool {
    return tool<SearchArguments>({
      name: 'search',
      description:
        'Finds messages in the rooms that the caller is in, newest first: words, "phrases", -not, from:name, in:room, has:file, before:2026-11-20, after:2026-11-01, is:pinned.',
      hints: reading('Search messages'),
      access: within('search'),
      deferrable: true,
      arguments: SearchArguments,
      input: object(
        {
          q: { ...text(), maxLength: 200 },
          roomId: id('only in this room'),
          userId: id('only by this person'),
          limit: LIMIT,
          cursor: CURSOR,
        },
        ['roomId', 'userId', 'limit', 'cursor'],
      ),
      output: object({
        messages: list(MESSAGE),
        recentOnly: flag('true: only the newest messages were searched'),
        notUnderstood: list(object({ filter: oneOf(FILTERS), value: text() })),
        next: NEXT,
      }),
      run: (caller, { q, roomId, userId, cursor, limit = 20 }) =>
        fitting(limit, async (fewer) => {
          const found = await this.searches.find(caller, { q, roomId, from: userId, cursor, limit: fewer });
          const { recentOnly, notUnderstood, next } = found;
          return {
            text: counted(found.items.length, 'message', 'messages', next !== null),
            data: { messages: found.items.map(({ message }) => messageView(message)), recentOnly, notUnderstood, next },
          };
        }),
    });
  }

  private listFiles(): McpTool {
    return tool<FilesArguments>({
      name: 'list_files',
      description: 'The files of a room, newest first: what they are, not what is in them.',
      hints: reading('List files'),
      access: within('files:read'),
      arguments: FilesArguments,
      input: object({ roomId: id(), before: BEFORE, limit: LIMIT, cursor: CURSOR }, ['before', 'limit', 'cursor']),
      output: object({
        files: list(
          object({
            id: id(),
            name: text('as its sender named it'),
            mime: text(),
            size: whole(0, undefined, 'bytes'),
            messageId: id(),
            seq: whole(1),
            author: nullable(PERSON),
            createdAt: time(),
          }),
        ),
        next: NEXT,
      }),
      run: (caller, { roomId, before, cursor, limit = MAX_PAGE_ROWS }) =>
        fitting(limit, async (fewer) => {
          const { items, next } = await this.files.list(caller, roomId, { before, cursor, limit: fewer });
          const files = items.map(({ attachment, messageId, seq, author, createdAt }) => {
            const { id, name, mime, size } = attachment;
            return { id, name, mime, size, messageId, seq, author: author && personView(author), createdAt };
          });
          return { text: counted(files.length, 'file', 'files', next !== null), data: { files, next } };
        }),
    });
  }
}

interface Page {
  items: Message[];
  hasBefore: boolean;
  hasAfter: boolean;
}

function pageView({ items, hasBefore, hasAfter }: Page) {
  const [first, last] = [items[0], items.at(-1)];
  return {
    messages: items.map(messageView),
    older: hasBefore && first ? cursorOf(['before', String(first.seq)]) : null,
    newer: hasAfter && last ? cursorOf(['after', String(last.seq)]) : null,
  };
}

interface Range {
  before?: number;
  after?: number;
  around?: number;
}

/**
 * What is asked for by a seq, or by the cursor of another page.
 * @throws Problem `invalid_input`
 */
function rangeOf({ cursor, ...range }: Range & { cursor?: string }): Range {
  if (cursor === undefined) return range;
  if (Object.values(range).some((value) => value !== undefined))
    throw new Problem('invalid_input', undefined, { cursor: ['must not come with before, after or around'] });
  const [side, seq] = cursorKeys(cursor, ['text', 'seq'], ['', '0']);
  if (side !== 'before' && side !== 'after')
    throw new Problem('invalid_input', undefined, { cursor: ['is not a cursor of this list'] });
  return { [side]: Number(seq) };
}
