import { Component, computed, inject, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { Room } from '@api/rooms/rooms.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { Session } from '../auth/session.ts';
import { debounced } from '../ui/debounced.ts';
import { EmptyState } from '../ui/feedback/empty-state.ts';
import { LoadFailure } from '../ui/feedback/load-failure.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Icon } from '../ui/icon.ts';
import { TextField } from '../ui/fields/text-field.ts';
import { Texts } from '../i18n/texts.ts';
import { Avatar } from '../users/avatar.ts';
import { StatusEmoji } from '../users/status-emoji.ts';
import { PeoplePicker } from '../rooms/members/people-picker.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { limits } from '@api/shared/limits.ts';
import { trimText } from '@api/shared/visible-text.ts';

/** Finds a person and opens a direct room, or several people and their group conversation. */
@Component({
  selector: 'parley-new-chat-dialog',
  imports: [Avatar, EmptyState, Icon, LoadFailure, MatButton, MatDialogModule, PeoplePicker, StatusEmoji, TextField],
  templateUrl: './new-chat-dialog.html',
  styleUrl: '../rooms/dialog-form.scss',
  styles: `
    .several {
      align-self: start;
    }
  `,
})
export class NewChatDialog {
  private readonly rooms = inject(RoomsStore);
  private readonly session = inject(Session);
  private readonly dialog = inject<MatDialogRef<NewChatDialog, Room>>(MatDialogRef);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  protected readonly query = signal('');
  private readonly debouncedQuery = debounced(this.query, 250);
  protected readonly results = resource({
    params: () => ({ q: trimText(this.debouncedQuery()) }),
    loader: ({ params }) => this.rooms.people(params.q),
  });
  protected readonly people = computed(() =>
    // Bots read no direct messages.
    (this.results.hasValue() ? this.results.value().items : []).filter(
      ({ id, bot }) => id !== this.session.me()?.id && !bot,
    ),
  );
  protected readonly failure = signal<unknown>(null);

  /** Whether several people are being chosen. */
  protected readonly isGroup = signal(false);
  protected readonly chosen = signal<readonly UserSummary[]>([]);
  protected readonly mostOthers = limits.groupConversationMax - 1;
  protected readonly isStartable = computed(() => this.chosen().length > 0 && this.chosen().length <= this.mostOthers);

  protected talkTo(person: UserSummary): Promise<void> {
    return this.open(() => this.rooms.chatWith(person.id));
  }

  /** One person alone has a direct room. */
  protected async start(): Promise<void> {
    const [first, ...more] = this.chosen().map(({ id }) => id);
    if (first && this.isStartable())
      await this.open(() => (more.length ? this.rooms.conversationWith([first, ...more]) : this.rooms.chatWith(first)));
  }

  private async open(find: () => Promise<Room>): Promise<void> {
    this.failure.set(null);
    try {
      this.dialog.close(await find());
    } catch (error) {
      this.failure.set(error);
    }
  }
}
