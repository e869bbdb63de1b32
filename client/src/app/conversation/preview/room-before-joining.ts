import { Component, computed, effect, inject, input, linkedSignal, resource, signal } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { Api } from '../../api/api.ts';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { RoomFacts } from '../../rooms/room-facts.ts';
import { RoomMark } from '../../rooms/room-mark.ts';
import { RoomsStore } from '../../rooms/rooms-store.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Icon } from '../../ui/icon.ts';
import { Texts } from '../../i18n/texts.ts';
import { PreviewedHistory } from './previewed-history.ts';
import { PreviewedMessages } from './previewed-messages.ts';

/** Answers that mean that there is no room to look at. */
const NOTHING_THERE = [403, 404];

/**
 * A public room that the reader is not in: its messages to read, and a button to join in place of the composer. Nobody
 * sees that it is looked at. Shows the projected content where there is no such room.
 */
@Component({
  selector: 'parley-room-before-joining',
  imports: [
    Icon,
    LoadFailure,
    MatButton,
    MatIconButton,
    PreviewedMessages,
    RoomFacts,
    RoomMark,
    RouterLink,
    SkeletonRows,
    TextField,
  ],
  templateUrl: './room-before-joining.html',
  styleUrl: './room-before-joining.scss',
})
export class RoomBeforeJoining {
  private readonly api = inject(Api);
  private readonly rooms = inject(RoomsStore);
  private readonly texts = inject(Texts);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = this.texts.t;
  readonly roomId = input.required<string>();

  protected readonly found = resource({
    params: () => this.roomId(),
    loader: ({ params }) => this.api.get<Room>(`/rooms/${params}`),
  });
  protected readonly room = computed(() => (this.found.hasValue() ? this.found.value() : null));
  protected readonly isNothing = computed(() => {
    const error = this.found.error();
    return error instanceof ApiProblem && NOTHING_THERE.includes(error.status);
  });
  protected readonly history = new PreviewedHistory(() => {
    const room = this.room();
    return room && !room.passwordProtected ? room.id : null;
  });
  protected readonly about = computed(() => {
    const room = this.room();
    if (!room) return '';
    const members = this.texts.count('rooms.members', room.memberCount);
    return room.topic ? `${members} · ${room.topic}` : members;
  });
  protected readonly password = linkedSignal({ source: this.roomId, computation: () => '' });
  protected readonly failure = linkedSignal<string, unknown>({ source: this.roomId, computation: () => null });
  protected readonly busy = signal(false);

  constructor() {
    effect(() => {
      this.password();
      this.failure.set(null);
    });
  }

  protected async join(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy()) return;
    this.busy.set(true);
    this.failure.set(null);
    try {
      await this.rooms.joinPublic(this.roomId(), this.password() || undefined);
    } catch (error) {
      this.failure.set(error);
    } finally {
      this.busy.set(false);
    }
  }
}
