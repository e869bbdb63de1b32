import { inject, Injectable } from '@angular/core';
import type { Attachment, Message } from '@api/timeline/message.dto.ts';
import { Session } from '../auth/session.ts';
import { Texts } from '../ui/texts.ts';
import { People } from '../users/people.ts';
import { PersonNames } from '../users/person-names.ts';

/** What a message says in one line: a notice, a tombstone, or its words. */
@Injectable({ providedIn: 'root' })
export class Notices {
  private readonly texts = inject(Texts);
  private readonly people = inject(People);
  private readonly names = inject(PersonNames);
  private readonly session = inject(Session);

  of(message: Message): string {
    if (message.deletedAt) return this.texts.t('message.deleted');
    if (!message.system) return message.body || this.ofFiles(message.attachments);
    const { event, userId, byId, text = '', role = 'member' } = message.system;
    const values = { name: this.nameOf(userId), by: this.nameOf(byId), text, role: this.texts.t(`room-role.${role}`) };
    return this.texts.t(`notice.${event}`, values);
  }

  /** What is sent without words. */
  private ofFiles([first]: readonly Attachment[]): string {
    if (!first) return '';
    if (first.kind === 'file') return first.name;
    return this.texts.t(first.kind === 'image' ? 'file.a-picture' : 'file.a-voice');
  }

  private nameOf(userId = ''): string {
    const displayName = userId ? this.people.nameOf(userId) : null;
    return displayName === null ? this.texts.t('somebody') : this.names.of({ displayName });
  }

  /** For the list of rooms: with who said it, where that is not plain. */
  preview(message: Message, direct: boolean): string {
    const text = this.of(message);
    if (message.kind === 'system' || !message.author) return text;
    if (message.author.id === this.session.me()?.id) return this.texts.t('rooms.preview-mine', { text });
    return direct ? text : this.texts.t('rooms.preview', { name: message.author.displayName, text });
  }
}
