import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { cursorKeys, page } from '../../common/page.ts';
import { ThreadInboxService } from '../../messages/thread-inbox/thread-inbox.service.ts';
import type { Room } from '../../rooms/rooms.dto.ts';
import { RoomsService } from '../../rooms/rooms.service.ts';
import { ROLES } from '../../shared/roles.ts';
import { UsersService } from '../../users/users.service.ts';
import { flag, id, list, nullable, object, oneOf, text, whole } from '../json-schema.view.ts';
import { MAX_PAGE_ROWS, PageArguments, PeopleArguments } from '../mcp-arguments.dto.ts';
import { counted, everywhere, fitting, type McpTool, reading, tool, type ToolAnswer, within } from '../mcp-tool.ts';
import { PERSON, personView } from '../message.view.ts';
import { ROOM, roomView } from '../room.view.ts';
import { CURSOR, LIMIT, NEXT } from './common-fields.ts';

const FIRST_ID = '00000000-0000-0000-0000-000000000000';
/** Threads beside the rooms with unread messages. */
const MAX_THREADS = 20;

/** Who the caller is, which rooms and people there are, and where something waits to be read. */
@Injectable()
export class ListingTools {
  constructor(
    private readonly rooms: RoomsService,
    private readonly users: UsersService,
    private readonly threads: ThreadInboxService,
  ) {}

  tools(): McpTool[] {
    return [this.whoami(), this.listRooms(), this.findPeople(), this.unread()];
  }

  private whoami(): McpTool {
    return tool({
      name: 'whoami',
      description: 'The person or bot that these tools act as, and what the token opens.',
      hints: reading('Who am I'),
      access: within('people:read'),
      input: object({}),
      output: object({
        person: PERSON,
        role: oneOf(ROLES, 'on the whole server'),
        token: nullable(
          object({
            name: text('everybody sees it beside what is sent by it'),
            scopes: list(text()),
            roomIds: nullable(list(id(), 'null: all rooms of the person')),
          }),
        ),
      }),
      run: async ({ userId, token }) => {
        const me = await this.users.ownProfile(userId);
        const opened = token && {
          name: token.name,
          scopes: [...token.scopes],
          roomIds: token.roomIds && [...token.roomIds],
        };
        return { text: 'The caller', data: { person: personView(me), role: me.role, token: opened ?? null } };
      },
    });
  }

  private listRooms(): McpTool {
    return tool<PageArguments>({
      name: 'list_rooms',
      description: 'The rooms and conversations that the caller is in, oldest first.',
      hints: reading('List rooms'),
      access: within('rooms:read'),
      arguments: PageArguments,
      input: object({ limit: LIMIT, cursor: CURSOR }, ['limit', 'cursor']),
      output: object({ rooms: list(ROOM), next: NEXT }),
      run: async (caller, given) => {
        const rooms = await this.rooms.mine(caller);
        return pageOfRooms(rooms, given, ({ items, next }) => ({
          text: counted(items.length, 'room', 'rooms', next !== null),
          data: { rooms: items.map(roomView), next },
        }));
      },
    });
  }

  private findPeople(): McpTool {
    return tool<PeopleArguments>({
      name: 'find_people',
      description: 'People and bots by the start of their user name or of a word of their display name; all without q.',
      hints: reading('Find people'),
      access: everywhere('people:read'),
      deferrable: true,
      arguments: PeopleArguments,
      input: object({ q: text(), limit: LIMIT, cursor: CURSOR }, ['q', 'limit', 'cursor']),
      output: object({ people: list(PERSON), next: NEXT }),
      run: (caller, { q, cursor, limit = MAX_PAGE_ROWS }) =>
        fitting(limit, async (fewer) => {
          const { items, next } = await this.users.find(caller, { q, cursor, limit: fewer });
          return {
            text: counted(items.length, 'person', 'people', next !== null),
            data: { people: items.map(personView), next },
          };
        }),
    });
  }

  private unread(): McpTool {
    return tool<PageArguments>({
      name: 'unread',
      description:
        'Rooms with unread messages, and followed threads with unread replies. Nothing counts as read by it: read_room reads them, mark_read marks them.',
      hints: reading('What is unread'),
      access: within('rooms:read', 'messages:read'),
      arguments: PageArguments,
      input: object({ limit: LIMIT, cursor: CURSOR }, ['limit', 'cursor']),
      output: object({
        rooms: list(ROOM),
        threads: list(
          object({
            messageId: id('the message that the thread begins with, for read_thread'),
            roomId: id(),
            unreadCount: whole(),
            mentionCount: whole(),
          }),
          `on the first page, the ${MAX_THREADS} with the newest replies`,
        ),
        moreThreads: flag(),
        next: NEXT,
      }),
      run: async (caller, given) => {
        const rooms = (await this.rooms.mine(caller)).filter(({ unreadCount }) => unreadCount > 0);
        const { threads, moreThreads } = await this.unreadThreads(caller, given);
        return pageOfRooms(rooms, given, ({ items, next }) => ({
          text: `${counted(items.length, 'room', 'rooms', next !== null)}; ${counted(threads.length, 'thread', 'threads', moreThreads)}`,
          data: { rooms: items.map(roomView), threads, moreThreads, next },
        }));
      },
    });
  }

  private async unreadThreads(caller: Caller, { cursor }: PageArguments) {
    if (cursor !== undefined) return { threads: [], moreThreads: false };
    const { items, next } = await this.threads.list(caller, { show: 'unread', limit: MAX_THREADS });
    const threads = items.map(({ threadId, room, unreadCount, mentionCount }) => ({
      messageId: threadId,
      roomId: room.id,
      unreadCount,
      mentionCount,
    }));
    return { threads, moreThreads: next !== null };
  }
}

/** By their ids, which stay as they are while rooms come and go between two pages. */
function pageOfRooms(
  rooms: Room[],
  { cursor, limit = MAX_PAGE_ROWS }: PageArguments,
  answer: (page: { items: Room[]; next: string | null }) => ToolAnswer,
): Promise<ToolAnswer> {
  const [after] = cursorKeys(cursor, ['id'], [FIRST_ID]);
  const rest = rooms.filter(({ id }) => id > after).sort((one, other) => (one.id < other.id ? -1 : 1));
  return fitting(limit, (fewer) => Promise.resolve(answer(page(rest, fewer, ({ id }) => [id]))));
}
