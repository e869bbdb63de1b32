import { computed, effect, inject, Injectable, resource, signal, untracked } from '@angular/core';
import type { Member } from '@api/rooms/members/members.dto.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { mayMentionGroup } from '@api/shared/groups.policy.ts';
import { mayMentionRoom } from '@api/shared/rooms.policy.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { Session } from '../../auth/session.ts';
import { CustomEmojiStore } from '../../custom-emoji/custom-emoji-store.ts';
import { searchEmoji } from '../../emoji/emoji.ts';
import { EmojiStore } from '../../emoji/emoji-store.ts';
import { OfferedEmoji, SERVER_GROUP } from '../../emoji/offered-emoji.ts';
import { roomName } from '../../rooms/room-name.ts';
import { RoomsStore } from '../../rooms/rooms-store.ts';
import { PeopleStore } from '../../users/people-store.ts';
import { Texts } from '../../i18n/texts.ts';
import type { CompletionTrigger } from './completion-trigger.ts';
import { MessagesStore } from '../../messages/messages-store.ts';
import { MentionNames } from './mention-names.ts';
import { RoomLinker } from './room-linker.ts';
import { ServiceCommands } from '../service-commands.ts';
import { COMMANDS, COMMAND_HINTS, mayUse } from '../slash-commands.ts';
import { startsWord, rankPeople } from './suggestion-ranks.ts';
import type { Suggestion } from './suggestion-list.ts';
import { isConversation } from '@api/shared/roles.ts';

const MAX_SUGGESTIONS = 8;
/** Pages of a hundred members: in larger rooms the others can still be mentioned by their full username. */
const MAX_MEMBER_PAGES = 5;

/** The suggestions for the trigger in a room: its members, the user's rooms, emoji and commands. */
@Injectable()
export class Suggestions {
  private readonly session = inject(Session);
  private readonly rooms = inject(RoomsStore);
  private readonly messages = inject(MessagesStore);
  private readonly emoji = inject(EmojiStore);
  private readonly offered = inject(OfferedEmoji);
  private readonly custom = inject(CustomEmojiStore);
  private readonly linker = inject(RoomLinker);
  private readonly mentions = inject(MentionNames);
  private readonly known = inject(PeopleStore);
  private readonly services = inject(ServiceCommands);
  private readonly texts = inject(Texts);

  readonly room = signal<Room | null>(null);
  readonly trigger = signal<CompletionTrigger | null>(null);

  readonly list = computed<readonly Suggestion[]>(() => {
    const asked = this.trigger();
    const room = this.room();
    if (!asked || !room) return [];
    if (asked.kind === 'person') return this.people(room, asked.query);
    if (asked.kind === 'room') return this.roomsLike(asked.query);
    return asked.kind === 'emoji' ? this.emojiLike(asked.query) : this.commands(room, asked.query);
  });

  private readonly members = resource({
    params: () => this.membership(),
    loader: ({ params }) => this.load(params.roomId),
  });
  /** Guests see none, and a direct room has nobody else. */
  private readonly groups = resource({
    params: () => (this.session.isGuest() || this.room()?.kind === 'direct' ? undefined : this.membership()),
    loader: async ({ params }) => (await this.rooms.groups(params.roomId)).items,
  });
  private readonly membership = computed(
    () => {
      const room = this.room();
      return room && this.trigger()?.kind === 'person' ? { roomId: room.id, count: room.memberCount } : undefined;
    },
    { equal: (a, b) => b === undefined || (a?.roomId === b.roomId && a.count === b.count) },
  );

  constructor() {
    const commandsOf = computed(() => (this.trigger()?.kind === 'command' ? this.room()?.id : undefined));
    effect(() => {
      const roomId = commandsOf();
      if (roomId !== undefined) void this.services.load(roomId);
    });
    effect(() => {
      if (this.trigger()?.kind === 'emoji') untracked(() => this.wantEmoji());
    });
  }

  private wantEmoji(): void {
    this.custom.want();
    void this.emoji.load().catch(() => undefined);
  }

  private people(room: Room, words: string): Suggestion[] {
    const me = this.session.me();
    const users = (this.members.hasValue() ? this.members.value() : []).filter(({ id }) => id !== me?.id);
    const talked = (this.messages.window(room.id)?.messages ?? []).flatMap(({ author }) => author?.id ?? []);
    const everybody = mayMentionRoom(room, room.mentionRoomBy)
      ? ['room', 'here'].filter((name) => startsWord(words, name))
      : [];
    return [
      ...rankPeople(users, words, talked).map((person) => this.person(person)),
      ...this.groupsLike(words),
      ...everybody.map((name) => ({
        id: name,
        insert: `@${name}`,
        label: `@${name}`,
        detail: this.texts.count('suggest.everybody', room.memberCount),
        icon: 'people' as const,
      })),
    ].slice(0, MAX_SUGGESTIONS);
  }

  private person(person: UserSummary): Suggestion {
    const { id, username, displayName } = person;
    return { id, insert: this.mentions.mark(person), label: displayName, detail: `@${username}`, person };
  }

  /** Their handle is inserted: it is what the message holds. */
  private groupsLike(words: string): Suggestion[] {
    const role = this.session.me()?.role ?? 'guest';
    return (this.groups.hasValue() ? this.groups.value() : [])
      .filter(({ group }) => mayMentionGroup(role, group.mentionBy))
      .filter(({ group }) => startsWord(words, group.handle) || startsWord(words, group.name))
      .map(({ group: { id, handle, name, memberCount }, hereCount }) => ({
        id,
        insert: `@${handle}`,
        label: `@${handle}`,
        detail: [name, this.texts.count('suggest.group', memberCount), this.absent(memberCount - hereCount)]
          .filter(Boolean)
          .join(' · '),
        icon: 'people' as const,
      }));
  }

  private absent(count: number): string {
    return count > 0 ? this.texts.count('suggest.group-absent', count) : '';
  }

  private roomsLike(words: string): Suggestion[] {
    return this.rooms
      .all()
      .filter((room) => !isConversation(room.kind) && startsWord(words, roomName(room)))
      .slice(0, MAX_SUGGESTIONS)
      .map((room) => ({
        id: room.id,
        insert: this.linker.mark(room),
        label: roomName(room),
        detail: room.topic,
        icon: room.kind === 'public' ? ('hash' as const) : ('lock' as const),
      }));
  }

  private emojiLike(words: string): Suggestion[] {
    return searchEmoji(this.offered.all(), words, MAX_SUGGESTIONS, this.emoji.recent()).map((each) => ({
      id: each.emoji,
      insert: this.emoji.withTone(each),
      label: `:${each.codes.find((code) => code.startsWith(words.toLowerCase())) ?? each.codes[0] ?? words}:`,
      detail: each.group === SERVER_GROUP ? this.texts.t('emoji.server') : each.label,
      emoji: this.emoji.withTone(each),
    }));
  }

  private commands(room: Room, words: string): Suggestion[] {
    const role = this.session.me()?.role;
    const own = COMMANDS.filter((name) => name.startsWith(words) && mayUse(name, room, role)).map((name) => ({
      id: name,
      insert: `/${name}`,
      label: `/${name}`,
      detail: this.texts.t(COMMAND_HINTS[name]),
    }));
    return [...own, ...this.ofServices(room, words)];
  }

  private ofServices({ id: roomId }: Room, words: string): Suggestion[] {
    return this.services
      .of(roomId)
      .filter(({ name }) => name.startsWith(words))
      .map(({ id, name, hint, description, bot }) => ({
        id,
        insert: `/${name}`,
        label: `/${name} ${hint}`.trim(),
        detail: description || bot.displayName,
        person: bot,
      }));
  }

  private async load(roomId: string): Promise<UserSummary[]> {
    const members: Member[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MAX_MEMBER_PAGES; page++) {
      const { items, next } = await this.rooms.members(roomId, cursor);
      members.push(...items);
      if (next === null) break;
      cursor = next;
    }
    const users = members.map(({ user }) => user);
    this.known.add(users);
    return users;
  }
}
