import { Component, computed, inject, resource, signal } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatMenuModule } from '@angular/material/menu';
import type { CustomEmoji } from '@api/emoji/emoji.dto.ts';
import { firstValueFrom } from 'rxjs';
import { CustomEmojiStore } from '../../custom-emoji/custom-emoji-store.ts';
import { EmojiRights } from '../../custom-emoji/emoji-rights.ts';
import { EmojiText } from '../../custom-emoji/emoji-text.ts';
import { AddEmojiDialog } from '../../emoji/add-emoji-dialog.ts';
import { Texts } from '../../i18n/texts.ts';
import { confirmed } from '../../ui/feedback/confirm-dialog.ts';
import { EmptyState } from '../../ui/feedback/empty-state.ts';
import { ListAction, ListActionOutcome } from '../../ui/feedback/list-action.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Icon } from '../../ui/icon.ts';
import { InertClosedMenu } from '../../ui/inert-closed-menu.ts';
import { EmojiNameDialog, type EmojiNaming } from './emoji-name-dialog.ts';

/** The emoji of the server: adds, names, disables and enables them. */
@Component({
  selector: 'parley-emoji-page',
  imports: [
    EmojiText,
    EmptyState,
    Icon,
    InertClosedMenu,
    ListActionOutcome,
    LoadFailure,
    MatButton,
    MatIconButton,
    MatMenuModule,
    SkeletonRows,
    TextField,
  ],
  templateUrl: './emoji-page.html',
  styleUrls: ['../../ui/page-form.scss', '../rows.scss', './emoji-page.scss'],
})
export class EmojiPage {
  private readonly custom = inject(CustomEmojiStore);
  private readonly dialog = inject(MatDialog);
  protected readonly t = inject(Texts).t;
  protected readonly mayAdd = inject(EmojiRights).mayAdd;
  protected readonly action = new ListAction();
  protected readonly query = signal('');
  protected readonly loading = resource({ loader: () => this.custom.load() });
  protected readonly list = computed(() => {
    const words = this.query().trim().toLowerCase().replaceAll(':', '');
    return this.custom.all().filter(({ name, aliases }) => [name, ...aliases].some((each) => each.includes(words)));
  });
  protected readonly aliasesOf = ({ aliases }: CustomEmoji) => aliases.map((name) => `:${name}:`).join(' ');

  constructor() {
    this.custom.want();
  }

  protected async add(): Promise<void> {
    const dialog = this.dialog.open<AddEmojiDialog, unknown, CustomEmoji>(AddEmojiDialog, { width: '26rem' });
    const added = await firstValueFrom(dialog.afterClosed());
    if (added) this.action.announce(this.t('emoji.added', { name: `:${added.name}:` }));
  }

  protected async name(emoji: CustomEmoji, kind: EmojiNaming['kind']): Promise<void> {
    const dialog = this.dialog.open<EmojiNameDialog, EmojiNaming, CustomEmoji>(EmojiNameDialog, {
      data: { emoji, kind },
      width: '26rem',
    });
    const named = await firstValueFrom(dialog.afterClosed());
    if (named) this.action.announce(this.t('emoji.saved', { name: `:${named.name}:` }));
  }

  protected async disable({ name }: CustomEmoji): Promise<void> {
    const question = {
      title: this.t('emoji.disable-title', { name: `:${name}:` }),
      text: this.t('emoji.disable-text'),
      action: this.t('emoji.disable'),
    };
    if (await confirmed(this.dialog, question)) await this.set(name, true);
  }

  protected async set(name: string, disabled: boolean): Promise<void> {
    await this.action.run(async () => {
      await this.custom.change(name, { disabled });
      this.action.announce(this.t(disabled ? 'emoji.disabled-done' : 'emoji.enabled-done', { name: `:${name}:` }));
    });
  }
}
