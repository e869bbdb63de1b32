import { Component, computed, inject, resource, signal } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import type { Bot } from '@api/integrations/bots/bots.dto.ts';
import { limits } from '@api/shared/limits.ts';
import { firstValueFrom } from 'rxjs';
import { Session } from '../../auth/session.ts';
import { Texts } from '../../i18n/texts.ts';
import { EmptyState } from '../../ui/feedback/empty-state.ts';
import { ListAction, ListActionOutcome } from '../../ui/feedback/list-action.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';
import { Icon } from '../../ui/icon.ts';
import { Avatar } from '../../users/avatar.ts';
import { BotDetails } from './bot-details.ts';
import { BotsApi } from './bots-api.ts';
import { NewBotDialog } from './new-bot-dialog.ts';

/** The bots that the reader answers for. */
@Component({
  selector: 'parley-bots-page',
  imports: [
    Avatar,
    BotDetails,
    EmptyState,
    Icon,
    ListActionOutcome,
    LoadFailure,
    MatButton,
    MatIconButton,
    SkeletonRows,
  ],
  template: `
    <section>
      <h2>{{ t('bots.title') }}</h2>
      <p class="lead">{{ t('bots.text') }}</p>
      <div class="done">
        @if (isFull()) {
          <p>{{ t('bots.full', { most: most() }) }}</p>
        } @else {
          <button matButton="tonal" type="button" (click)="make()">
            <span class="item"><parley-icon name="plus" /> {{ t('bots.add') }}</span>
          </button>
        }
      </div>
      <parley-list-action-outcome [action]="action" />
      @if (found.error()) {
        <parley-load-failure [error]="found.error()" (retry)="found.reload()" />
      } @else if (!found.hasValue()) {
        <parley-skeleton-rows [count]="2" />
      } @else if (found.value().length === 0) {
        <parley-empty-state icon="code" [heading]="t('bots.none')" [text]="t('bots.none-text')" />
      } @else {
        <ul [attr.aria-label]="t('bots.title')">
          @for (bot of found.value(); track bot.id) {
            <li>
              <div class="head">
                <parley-avatar [id]="bot.id" [name]="bot.displayName" [url]="bot.avatarUrl" [size]="32" />
                <span class="text">
                  <span class="name">
                    <span dir="auto">{{ bot.displayName }}</span>
                    @if (bot.disabledAt) {
                      <span class="chip warm">{{ t('bots.disabled') }}</span>
                    }
                  </span>
                  <small dir="auto">{{ '@' + bot.username }}</small>
                </span>
                <button
                  matIconButton
                  type="button"
                  [attr.aria-expanded]="openId() === bot.id"
                  [attr.aria-label]="t('bots.manage', { name: bot.displayName })"
                  (click)="openId.set(openId() === bot.id ? null : bot.id)"
                >
                  <parley-icon name="chevron" />
                </button>
              </div>
              @if (openId() === bot.id) {
                <parley-bot-details
                  class="details"
                  [bot]="bot"
                  [action]="action"
                  (changed)="change($event)"
                  (removed)="remove(bot)"
                />
              }
            </li>
          }
        </ul>
      }
    </section>
  `,
  styleUrls: ['../../ui/page-form.scss', '../../ui/expandable-rows.scss'],
})
export class BotsPage {
  private readonly bots = inject(BotsApi);
  private readonly dialog = inject(MatDialog);
  private readonly session = inject(Session);
  protected readonly t = inject(Texts).t;

  protected readonly found = resource({ loader: () => this.bots.own() });
  /** As many as the reader may have. */
  protected readonly most = computed(() =>
    this.session.me()?.role === 'admin' ? limits.botsPerAdministrator : limits.botsPerPerson,
  );
  protected readonly isFull = computed(() => this.found.hasValue() && this.found.value().length >= this.most());
  protected readonly action = new ListAction();
  /** The id of the bot whose details are shown. */
  protected readonly openId = signal<string | null>(null);

  protected async make(): Promise<void> {
    const dialog = this.dialog.open<NewBotDialog, undefined, Bot>(NewBotDialog, { width: '30rem' });
    const bot = await firstValueFrom(dialog.afterClosed());
    if (!bot) return;
    this.found.update((bots = []) => [...bots, bot]);
    this.openId.set(bot.id);
    this.action.announce(this.t('bots.made', { name: bot.displayName }));
  }

  protected change(bot: Bot): void {
    this.found.update((bots) => bots?.map((each) => (each.id === bot.id ? bot : each)));
  }

  protected remove({ id }: Bot): void {
    this.found.update((bots) => bots?.filter((each) => each.id !== id));
  }
}
