import { Component, computed, effect, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ChatSocket } from '../../connection/chat-socket.ts';
import { Icon } from '../../ui/icon.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { isQuoteGone, type OutboxItem } from '../../outbox/outbox-state.ts';

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
  protected readonly canWithdraw = computed(() => this.item().unsent === true && this.socket.phase() !== 'live');
  /** Seconds until the next attempt, when the server has asked for a pause. */
  protected readonly secondsLeft = computed(() => {
    const { slowed = false, notBefore } = this.item();
    return slowed ? Math.max(0, Math.ceil((notBefore - this.now()) / 1000)) : 0;
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
