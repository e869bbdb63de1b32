import { Component, computed, inject, input } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatMenuModule } from '@angular/material/menu';
import type { AdministeredBot } from '@api/integrations/administration/integrations-administration.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { firstValueFrom } from 'rxjs';
import { passIfGone } from '../../api/pass-if-gone.ts';
import { Texts } from '../../i18n/texts.ts';
import { BotsApi } from '../../settings/bots/bots-api.ts';
import { Dates } from '../../ui/dates.ts';
import { confirmed } from '../../ui/feedback/confirm-dialog.ts';
import { EmptyState } from '../../ui/feedback/empty-state.ts';
import { ListAction, ListActionOutcome } from '../../ui/feedback/list-action.ts';
import { ListEnd } from '../../ui/feedback/list-end.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';
import { Icon } from '../../ui/icon.ts';
import { InertClosedMenu } from '../../ui/inert-closed-menu.ts';
import { pagedList } from '../../ui/paged-list.ts';
import { Avatar } from '../../users/avatar.ts';
import { BotBadge } from '../../users/bot-badge.ts';
import { PersonTokensDialog, type TokenOwner } from '../people/person-tokens-dialog.ts';
import { HandOverDialog } from './hand-over-dialog.ts';
import { type BotFilter, IntegrationsAdminApi } from './integrations-admin-api.ts';

/** The bots of everybody: who answers for them, where they are, and their end. */
@Component({
  selector: 'parley-administered-bots',
  imports: [
    Avatar,
    BotBadge,
    EmptyState,
    Icon,
    InertClosedMenu,
    ListActionOutcome,
    ListEnd,
    LoadFailure,
    MatIconButton,
    MatMenuModule,
    SkeletonRows,
  ],
  templateUrl: './administered-bots.html',
  styleUrls: ['../../ui/page-form.scss', '../rows.scss', './administered-programs.scss'],
})
export class AdministeredBots {
  private readonly integrations = inject(IntegrationsAdminApi);
  private readonly bots = inject(BotsApi);
  private readonly dialog = inject(MatDialog);
  private readonly dates = inject(Dates);
  private readonly texts = inject(Texts);
  protected readonly t = this.texts.t;

  /** Part of a name. */
  readonly query = input.required<string>();
  readonly show = input.required<BotFilter['show']>();
  protected readonly list = pagedList(
    () => ({ q: this.query(), show: this.show() }),
    (filter, cursor) => this.integrations.bots(filter, cursor),
  );
  protected readonly action = new ListAction();
  protected readonly rows = computed(() => this.list.items().map((bot) => this.row(bot)));

  protected async handOver(data: AdministeredBot): Promise<void> {
    const dialog = this.dialog.open<HandOverDialog, AdministeredBot, UserSummary>(HandOverDialog, {
      data,
      width: '28rem',
    });
    const person = await firstValueFrom(dialog.afterClosed());
    if (!person) return;
    this.list.reload();
    const names = { name: data.displayName, person: person.displayName };
    this.action.announce(this.t('integrations.hand-over-done', names));
  }

  protected async disable({ id, displayName: name }: AdministeredBot): Promise<void> {
    const question = {
      title: this.t('bots.disable-title', { name }),
      text: this.t('bots.disable-text'),
      action: this.t('bots.disable'),
    };
    if (!(await confirmed(this.dialog, question))) return;
    await this.action.run(async () => {
      const { disabledAt } = await this.bots.change(id, { disabled: true });
      this.list.update((bot) => (bot.id === id ? { ...bot, disabledAt, tokenCount: 0 } : bot));
      this.action.announce(this.t('bots.disabled-done', { name }));
    });
  }

  protected enable({ id, displayName: name }: AdministeredBot): Promise<void> {
    return this.action.run(async () => {
      const { disabledAt } = await this.bots.change(id, { disabled: false });
      this.list.update((bot) => (bot.id === id ? { ...bot, disabledAt } : bot));
      this.action.announce(this.t('bots.enabled-done', { name }));
    });
  }

  protected async showTokens({ id, displayName: name }: AdministeredBot): Promise<void> {
    const data: TokenOwner = { id, name, isBot: true };
    const dialog = this.dialog.open<PersonTokensDialog, TokenOwner>(PersonTokensDialog, { data, width: '36rem' });
    await firstValueFrom(dialog.afterClosed());
    this.list.reload();
  }

  protected async remove({ id, displayName: name }: AdministeredBot): Promise<void> {
    const question = {
      title: this.t('bots.delete-title', { name }),
      text: this.t('bots.delete-text'),
      action: this.t('bots.delete'),
    };
    if (!(await confirmed(this.dialog, question))) return;
    await this.action.run(async () => {
      await this.bots.remove(id).catch(passIfGone);
      this.list.change((bots) => bots.filter((bot) => bot.id !== id));
      this.action.announce(this.t('bots.deleted', { name }));
    });
  }

  private row(bot: AdministeredBot) {
    const { username, owner, ownerless, tokenCount, lastUsedAt } = bot;
    const owned = ownerless ? owner.displayName : this.t('integrations.answered-by', { name: owner.displayName });
    const used = lastUsedAt ? this.t('tokens.used', { time: this.dates.moment(lastUsedAt) }) : this.t('tokens.unused');
    return {
      bot,
      who: `@${username} · ${owned}`,
      rooms: this.roomsOf(bot),
      used: `${this.texts.count('integrations.tokens', tokenCount)} · ${used}`,
    };
  }

  private roomsOf({ rooms, roomCount }: AdministeredBot): string {
    if (!roomCount) return this.t('integrations.in-no-room');
    const names = rooms.map(({ name }) => name).join(', ');
    const more = roomCount - rooms.length;
    return more > 0
      ? this.t('integrations.in-rooms-more', { rooms: names, more })
      : this.t('integrations.in-rooms', { rooms: names });
  }
}
