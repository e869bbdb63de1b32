import { Component, computed, effect, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ChatSocket } from '../../connection/chat-socket.ts';
import { Durations } from '../../ui/durations.ts';
import { Icon } from '../../ui/icon.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { isQuoteGone, type OutboxItem } from '../../outbox/outbox-state.ts';

const SECONDS_PER_MINUTE = 60;
/** A longer wait is shown in minutes or hours. */
const MAX_SHOWN_SECONDS = 90;

/** Below a message that the server has not confirmed: what it waits for, with buttons to retry, edit or discard it. */
@Component({
  selector: 'parley-waiting-note',
  imports: [Icon, MatButton],
  templateUrl: './waiting-note.html',
  styleUrl: './waiting-note.scss',
})
export class WaitingNote {
  private readonly socket = inject(ChatSocket);
  private readonly problems = inject(ProblemTexts);
  private readonly durations = inject(Durations);
  protected readonly t = inject(Texts).t;
  private readonly now = signal(Date.now());

  readonly item = input.required<OutboxItem>();
  readonly retry = output();
  readonly withdraw = output();
  readonly discard = output();

  /** Why it was not sent; null while it may still be sent. */
  protected readonly failure = computed(() => {
    const { refusal, withdrawn } = this.item();
    if (isQuoteGone(this.item())) return this.t('message.failed-quote');
    if (refusal)
      return this.t('message.failed', { reason: this.problems.byCode(refusal.code, refusal.message, refusal.fields) });
    return withdrawn ? this.t('message.withdrawn') : null;
  });
  protected readonly canWithdraw = computed(
    () =>
      this.item().unsent === true &&
      (this.socket.phase() !== 'live' || (this.item().slowMode === true && this.secondsLeft() > 0)),
  );
  /** Seconds until the next attempt, when the server has asked for a pause. */
  protected readonly secondsLeft = computed(() => {
    const { slowed = false, notBefore } = this.item();
    return slowed ? Math.max(0, Math.ceil((notBefore - this.now()) / 1000)) : 0;
  });
  protected readonly timeLeft = computed(() => {
    const seconds = this.secondsLeft();
    const isShort = seconds <= MAX_SHOWN_SECONDS;
    return isShort
      ? this.t('message.seconds', { seconds })
      : this.durations.format(Math.ceil(seconds / SECONDS_PER_MINUTE) * SECONDS_PER_MINUTE);
  });

  constructor() {
    effect((onCleanup) => {
      if (!this.item().slowed) return;
      this.now.set(Date.now());
      const clock = setInterval(() => this.now.set(Date.now()), 500);
      onCleanup(() => clearInterval(clock));
    });
  }
}
