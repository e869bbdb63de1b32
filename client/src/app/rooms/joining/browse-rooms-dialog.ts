import { Component, computed, inject, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { debounced } from '../../ui/debounced.ts';
import { EmptyState } from '../../ui/feedback/empty-state.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Texts } from '../../i18n/texts.ts';
import { RoomMark } from '../room-mark.ts';
import { RoomsStore } from '../rooms-store.ts';
import { trimText } from '@api/shared/visible-text.ts';

/** The public rooms of this server: those that the reader is not in, or all of them. */
@Component({
  selector: 'parley-browse-rooms-dialog',
  imports: [EmptyState, LoadFailure, MatButton, MatDialogModule, RoomMark, TextField],
  templateUrl: './browse-rooms-dialog.html',
  styleUrl: '../dialog-form.scss',
  styles: `
    @use '../../ui/mixins';

    .kinds {
      @include mixins.pill-group;
    }
    .room {
      display: flex;
      align-items: center;
      gap: 0.25rem;
    }
  `,
})
export class BrowseRoomsDialog {
  private readonly rooms = inject(RoomsStore);
  private readonly dialog = inject<MatDialogRef<BrowseRoomsDialog, Room>>(MatDialogRef);
  protected readonly problems = inject(ProblemTexts);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;

  protected readonly query = signal('');
  protected readonly kinds = ['new', 'all'] as const;
  protected readonly which = signal<'new' | 'all'>('new');
  private readonly debouncedQuery = debounced(this.query, 250);
  protected readonly results = resource({
    params: () => ({ q: trimText(this.debouncedQuery()), show: this.which() }),
    loader: ({ params }) => this.rooms.directory(params.q, undefined, params.show, 'activity'),
  });
  protected readonly shown = computed(() => (this.results.hasValue() ? this.results.value().items : []));
  protected readonly failure = signal<unknown>(null);

  protected about({ topic, memberCount }: Room): string {
    const members = this.texts.count('rooms.members', memberCount);
    return topic ? `${members} · ${topic}` : members;
  }

  /** Opens the room, which can be read before it is joined. */
  protected look(room: Room): void {
    this.dialog.close(room);
  }

  protected async enter(room: Room): Promise<void> {
    // A password is asked for in the room.
    if (room.passwordProtected) {
      this.look(room);
      return;
    }
    this.failure.set(null);
    try {
      this.dialog.close(room.role ? room : await this.rooms.joinPublic(room.id));
    } catch (error) {
      this.failure.set(error);
    }
  }
}
