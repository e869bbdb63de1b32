import { inject, Injectable } from '@angular/core';
import { Session } from '../auth/session.ts';
import { standsInRoom } from '@api/shared/message-place.ts';
import { MessageTexts } from '../rooms/message-texts.ts';
import { Announcer } from '../ui/feedback/announcer.ts';
import { Texts } from '../i18n/texts.ts';
import { MessagesStore } from '../messages/messages-store.ts';
import { personName } from '../users/person-name.ts';

/** Announces new messages of others in the open room, and in the thread beside it, to screen readers. */
@Injectable({ providedIn: 'root' })
export class NewMessageAnnouncer {
  private readonly session = inject(Session);
  private readonly texts = inject(Texts);
  private readonly messageTexts = inject(MessageTexts);
  private readonly announcer = inject(Announcer);
  private openRoomId: string | null = null;
  /** Of the thread beside the room. */
  private openThreadId: string | null = null;

  constructor() {
    inject(MessagesStore).onMessage((message, isNew) => {
      const { roomId, kind, author } = message;
      if (!isNew || roomId !== this.openRoomId || kind !== 'text' || !author || author.id === this.session.me()?.id)
        return;
      if (!standsInRoom(message) && message.threadId !== this.openThreadId) return;
      this.announcer.announce(
        this.texts.t('rooms.preview', { name: personName(author), text: this.messageTexts.inOneLine(message) }),
        (count) => this.texts.count('timeline.new-below', count),
      );
    });
  }

  setOpenRoom(roomId: string): void {
    this.openRoomId = roomId;
  }

  setOpenThread(threadId: string | null): void {
    this.openThreadId = threadId;
  }
}
