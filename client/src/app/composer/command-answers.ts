import { Component, computed, inject, input, output } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { Texts } from '../i18n/texts.ts';
import { MessageBody } from '../markdown/message-body.ts';
import { Icon } from '../ui/icon.ts';
import { Avatar } from '../users/avatar.ts';
import { BotBadge } from '../users/bot-badge.ts';
import { ServiceCommands } from './service-commands.ts';

/** What services have answered to commands of the reader, who alone sees it. */
@Component({
  selector: 'parley-command-answers',
  imports: [Avatar, BotBadge, Icon, MatIconButton, MessageBody],
  template: `
    <div
      aria-live="polite"
      [attr.role]="answers().length ? 'group' : null"
      [attr.aria-label]="answers().length ? t('command.answers') : null"
      [attr.tabindex]="answers().length ? 0 : null"
      [class.some]="answers().length"
    >
      @for (answer of answers(); track answer.id) {
        <article [attr.aria-label]="t('command.answer', { name: answer.command })">
          <parley-avatar
            [id]="answer.bot.id"
            [name]="answer.bot.displayName"
            [url]="answer.bot.avatarUrl"
            [size]="24"
          />
          <div class="words">
            <p class="head">
              <b dir="auto">{{ answer.bot.displayName }}</b>
              <parley-bot-badge [of]="answer.bot" />
              <small><parley-icon name="eye" />{{ t('command.only-you') }}</small>
            </p>
            <parley-message-body dir="auto" [body]="answer.body" />
          </div>
          <button
            matIconButton
            type="button"
            [attr.aria-label]="t('command.dismiss', { name: answer.command })"
            (click)="dismiss(answer.id)"
          >
            <parley-icon name="close" />
          </button>
        </article>
      }
    </div>
  `,
  styleUrl: './command-answers.scss',
})
export class CommandAnswers {
  private readonly services = inject(ServiceCommands);
  protected readonly t = inject(Texts).t;
  readonly roomId = input.required<string>();
  readonly threadId = input<string>();
  /** Emits when an answer was dismissed: its button had the focus. */
  readonly dismissed = output();

  protected readonly answers = computed(() => this.services.answersIn(this.roomId(), this.threadId()));

  protected dismiss(id: string): void {
    this.services.dismiss(id);
    this.dismissed.emit();
  }
}
