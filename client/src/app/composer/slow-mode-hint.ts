import { Component, computed, inject, input } from '@angular/core';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { isSlowed } from '@api/shared/rooms.policy.ts';
import { Session } from '../auth/session.ts';
import { Texts } from '../i18n/texts.ts';
import { roomActor } from '../rooms/room-actor.ts';
import { Durations } from '../ui/durations.ts';
import { Icon } from '../ui/icon.ts';

/** Says above the composer how long slow mode makes the user wait between two messages. */
@Component({
  selector: 'parley-slow-mode-hint',
  imports: [Icon],
  template: `
    @if (text(); as text) {
      <p>
        <parley-icon name="clock" /><span>{{ text }}</span>
      </p>
    }
  `,
  styleUrl: './composer-hint.scss',
})
export class SlowModeHint {
  private readonly session = inject(Session);
  private readonly durations = inject(Durations);
  private readonly t = inject(Texts).t;
  readonly room = input.required<Room>();

  protected readonly text = computed(() => {
    const { slowSeconds = 0 } = this.room() as Partial<Room>; // missing in data of an older server
    return isSlowed(roomActor(this.room(), this.session.me()?.role), slowSeconds)
      ? this.t('composer.slow-mode', { time: this.durations.format(slowSeconds) })
      : null;
  });
}
