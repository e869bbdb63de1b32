import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { Room } from '@api/rooms/rooms.dto.ts';
import type { Attachment, Message } from '@api/timeline/message.dto.ts';
import { limits } from '@api/shared/limits.ts';
import { MessageTexts } from '../../rooms/message-texts.ts';
import { roomName } from '../../rooms/room-name.ts';
import { RoomsStore } from '../../rooms/rooms-store.ts';
import { isReadOnly } from '../../rooms/muting.ts';
import { FORMAT_ICONS, formatOf } from '../../uploads/file-format.ts';
import { fileSize } from '../../ui/file-size.ts';
import { Icon } from '../../ui/icon.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Texts } from '../../i18n/texts.ts';
import { MessagesStore } from '../../messages/messages-store.ts';
import { newId } from '../../api/new-id.ts';
import { Outbox } from '../../outbox/outbox.ts';
import { PersonNamePipe } from '../../users/person-name.ts';
import { trimText } from '@api/shared/visible-text.ts';
import { foldText } from '@api/shared/fold-text.ts';

/** As many of several messages are shown; the rest is counted. */
const MAX_EXCERPTS = 3;

/** Forwards messages to rooms, the oldest first, followed by an optional comment. Closes with whether it did. */
@Component({
  selector: 'parley-forward-dialog',
  imports: [Icon, MatButton, MatDialogModule, PersonNamePipe, TextField],
  templateUrl: './forward-dialog.html',
  styleUrls: ['../../rooms/dialog-form.scss', './forward-dialog.scss'],
})
export class ForwardDialog {
  private readonly rooms = inject(RoomsStore);
  private readonly store = inject(MessagesStore);
  private readonly outbox = inject(Outbox);
  private readonly dialog = inject<MatDialogRef<ForwardDialog, boolean>>(MatDialogRef);
  private readonly messages = inject<readonly Message[]>(MAT_DIALOG_DATA);
  private readonly messageTexts = inject(MessageTexts);
  protected readonly excerpts = this.messages
    .slice(0, MAX_EXCERPTS)
    .map((message) => ({ id: message.id, author: message.author, text: this.messageTexts.inOneLine(message) }));
  protected readonly moreCount = this.messages.length - this.excerpts.length;
  protected readonly problems = inject(ProblemTexts);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;

  /** With what is to be said of each: its size, or why it does not go along. */
  protected readonly files = this.messages
    .flatMap(({ attachments }) => attachments)
    .map((file) => ({
      id: file.id,
      name: file.name,
      icon: file.status === 'refused' ? ('warning' as const) : FORMAT_ICONS[formatOf(file)],
      note: this.noteOn(file),
    }));

  protected readonly query = signal('');
  protected readonly comment = signal('');
  protected readonly chosen = signal<ReadonlySet<string>>(new Set());
  protected readonly busy = signal(false);
  protected readonly failure = signal<unknown>(null);
  protected readonly maxCommentLength = limits.messageBody;
  /** The client ids of each message, and of the comment, by room and message; kept for a retry: nothing arrives twice. */
  private readonly clientIds = new Map<string, string>();

  protected readonly targets = computed(() => {
    const words = foldText(trimText(this.query()));
    return this.rooms
      .all()
      .filter((room) => !isReadOnly(room) && foldText(roomName(room)).includes(words))
      .slice(0, 50);
  });
  protected readonly nameOf = (room: Room) => roomName(room);

  private noteOn({ status, size }: Attachment): string {
    if (status === 'refused') return this.t('forward.left-out');
    return status === 'pending' ? this.t('file.pending') : fileSize(size, this.texts.locale());
  }

  protected toggle(roomId: string): void {
    const chosen = new Set(this.chosen());
    if (!chosen.delete(roomId)) chosen.add(roomId);
    this.chosen.set(chosen);
  }

  protected async forward(): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.failure.set(null);
    try {
      for (const roomId of this.chosen()) await this.forwardTo(roomId);
      this.dialog.close(true);
    } catch (error) {
      this.failure.set(error);
    }
    this.busy.set(false);
  }

  private async forwardTo(roomId: string): Promise<void> {
    for (const { id } of this.messages) await this.store.forward(id, roomId, this.clientIdOf(roomId, id));
    const comment = trimText(this.comment());
    if (comment) await this.outbox.send(roomId, comment, null, [], this.clientIdOf(roomId, 'comment'));
    this.toggle(roomId);
  }

  private clientIdOf(roomId: string, what: string): string {
    const key = `${roomId}:${what}`;
    const id = this.clientIds.get(key) ?? newId();
    this.clientIds.set(key, id);
    return id;
  }
}
