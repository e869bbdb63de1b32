import { inject, Injectable } from '@angular/core';
import { excerptOf } from '@api/shared/excerpt.ts';
import type { Attachment, Message, ReplyExcerpt } from '@api/timeline/message.dto.ts';
import { BlocksStore } from '../blocks/blocks-store.ts';
import { Session } from '../auth/session.ts';
import { Texts } from '../i18n/texts.ts';
import { MessageMentions } from './message-mentions.ts';
import { isolated, withoutIsolates } from '../ui/isolated-text.ts';
import { PeopleStore } from '../users/people-store.ts';
import { PersonNames } from '../users/person-names.ts';
import { personName } from '../users/person-name.ts';

/** More people than this are counted. */
const MAX_NAMED_PEOPLE = 3;
/** More than any line shows. */
const MAX_LINE_CHARACTERS = 400;
const KINDS = { image: 'file.a-picture', audio: 'file.a-voice', file: 'file.a-file' } as const;

/** The text of a message: of a notice, a tombstone or a message of a member. */
@Injectable({ providedIn: 'root' })
export class MessageTexts {
  private readonly texts = inject(Texts);
  private readonly people = inject(PeopleStore);
  private readonly names = inject(PersonNames);
  private readonly session = inject(Session);
  private readonly mentions = inject(MessageMentions);
  private readonly blocks = inject(BlocksStore);

  of(message: Message): string {
    return withoutIsolates(this.sentenceOf(message));
  }

  /** The same with isolated names; see `IsolatedText`. */
  sentenceOf(message: Message): string {
    if (message.deletedAt) return this.texts.t('message.deleted');
    if (!message.system) return message.body || this.ofFiles(message.attachments);
    const { event, userId, byId, text = '', role = 'member' } = message.system;
    const values = {
      name: this.nameOf(userId),
      by: this.nameOf(byId),
      text: isolated(text),
      role: this.texts.t(`room-role.${role}`),
    };
    return this.texts.t(event === 'member_joined' && byId ? 'notice.member_added' : `notice.${event}`, values);
  }

  /** The people of consecutive joins or leaves in a single sentence, with isolated names. */
  ofGroup(notices: readonly Message[]): string {
    const [first] = notices;
    const people = [...new Set(notices.map(({ system }) => system?.userId))];
    if (first && people.length === 1) return this.sentenceOf(first);
    const shown = people.length > MAX_NAMED_PEOPLE + 1 ? people.slice(0, MAX_NAMED_PEOPLE) : people;
    const names = shown.map((id) => this.nameOf(id));
    const others = people.length - shown.length;
    const list = others > 0 ? [...names, this.texts.count('notice.others', others)] : names;
    const who = new Intl.ListFormat(this.texts.locale()).format(list);
    const isComing = first?.system?.event === 'member_joined';
    const byId = first?.system?.byId;
    if (isComing && byId && notices.every(({ system }) => system?.byId === byId))
      return this.texts.t('notice.members_added', { names: who, by: this.nameOf(byId) });
    return this.texts.t(isComing ? 'notice.members_joined' : 'notice.members_left', { names: who });
  }

  /** Whether it is of a person whom the reader has blocked: a line stands for its words. */
  isFolded({ author }: Pick<Message, 'author'>): boolean {
    return this.blocks.isBlocked(author?.id);
  }

  /** The text of a message on a single line, without Markdown; at most so many characters. */
  inOneLine(message: Message, max = MAX_LINE_CHARACTERS): string {
    if (this.isFolded(message)) return this.texts.t('block.folded');
    if (message.system || message.deletedAt || !message.body) return this.of(message);
    return this.mentions.inLine(excerptOf(message.body, max), message.mentions);
  }

  /** The text of a message that has only files. */
  private ofFiles([first]: readonly Attachment[]): string {
    if (!first) return '';
    return first.kind === 'file' ? first.name : this.texts.t(KINDS[first.kind]);
  }

  /** The text of a quoted message. */
  ofQuote({ author, excerpt, attachmentKind, mentions }: ReplyExcerpt): string {
    if (this.blocks.isBlocked(author?.id)) return this.texts.t('block.folded');
    if (excerpt) return this.mentions.inLine(excerpt, mentions);
    if (attachmentKind) return this.texts.t(KINDS[attachmentKind]);
    return this.texts.t(author ? 'message.deleted' : 'message.before-you');
  }

  private nameOf(userId = ''): string {
    const displayName = userId ? this.people.nameOf(userId) : null;
    return isolated(displayName === null ? this.texts.t('somebody') : this.names.of({ displayName }));
  }

  /** For the room list: with the author's name, except in direct rooms; with isolated names. */
  preview(message: Message, direct: boolean): string {
    if (message.kind === 'system' || !message.author) return this.sentenceOf(message);
    if (this.isFolded(message)) return this.texts.t('block.folded');
    const text = isolated(this.inOneLine(message));
    if (message.author.id === this.session.me()?.id) return this.texts.t('rooms.preview-mine', { text });
    return direct ? text : this.texts.t('rooms.preview', { name: isolated(personName(message.author)), text });
  }
}
