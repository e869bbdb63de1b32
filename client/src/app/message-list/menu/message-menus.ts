import { ChangeDetectorRef, Component, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MatMenuModule, MatMenuTrigger } from '@angular/material/menu';
import type { Room } from '@api/rooms/rooms.dto.ts';
import type { Message } from '@api/timeline/message.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { firstValueFrom } from 'rxjs';
import { EmojiPickerOverlay } from '../../emoji/emoji-picker-overlay.ts';
import { isTouchOnly } from '../../ui/gestures/touch-only.ts';
import { InertClosedMenu } from '../../ui/inert-closed-menu.ts';
import { TypeAhead } from '../../ui/keyboard/type-ahead.ts';
import { Texts } from '../../i18n/texts.ts';
import { MessageMenuEntry } from './message-menu-entry.ts';
import { mayReactIn } from '../../rooms/muting.ts';
import { type MenuChoice, menuItemsFor, type MessageAction } from './message-menu-items.ts';
import { quickReactions, type ReactionChange } from '../../messages/message-reactions.ts';
import type { Sheet } from './message-sheet.ts';
import { SavedStore } from '../../saved/saved-store.ts';
import { FollowedThreadsStore } from '../../messages/followed-threads-store.ts';
import type { TimelineRow } from '../timeline-rows.ts';

/** A menu to open beside a button of a row. */
export interface MenuRequest {
  readonly kind: 'actions' | 'emoji';
  readonly row: TimelineRow;
  readonly beside: HTMLElement;
}

/** The menus of all rows. Two for the whole list, because rows come and go with every scroll. */
@Component({
  selector: 'parley-message-menus',
  imports: [InertClosedMenu, MatMenuModule, MessageMenuEntry],
  templateUrl: './message-menus.html',
  styleUrl: './message-menus.scss',
})
export class MessageMenus {
  private readonly dialog = inject(MatDialog);
  private readonly typeAhead = inject(TypeAhead);
  private readonly pickers = inject(EmojiPickerOverlay);
  private readonly changes = inject(ChangeDetectorRef);
  private readonly followed = inject(FollowedThreadsStore);
  private readonly savedMessages = inject(SavedStore);
  protected readonly t = inject(Texts).t;
  readonly me = input.required<UserSummary>();
  readonly room = input.required<Room>();
  readonly inThread = input(false);
  readonly act = output<{ row: TimelineRow; action: MessageAction }>();
  readonly react = output<{ row: TimelineRow; change: ReactionChange }>();

  private readonly actions = viewChild.required('actions', { read: MatMenuTrigger });
  private readonly emojis = viewChild.required('emojis', { read: MatMenuTrigger });
  /** Stays set after the menu closes, for the item chosen in it. */
  private readonly request = signal<MenuRequest | null>(null);
  /** The menu that is open now. */
  readonly openRequest = signal<MenuRequest | null>(null);
  protected readonly anchorRect = signal<DOMRect | null>(null);

  private readonly viewer = computed(() => ({ ...this.me(), room: this.room(), inThread: this.inThread() }));
  protected readonly mayReact = computed(() => mayReactIn(this.room()));
  protected readonly items = computed(() => {
    const message = this.request()?.row.message;
    return message
      ? menuItemsFor(message, {
          ...this.viewer(),
          follows: this.followed.isProbablyFollowing(message),
          saved: this.savedMessages.entry(message.id) !== undefined,
        })
      : [];
  });
  protected readonly emoji = computed(() => quickReactions(this.request()?.row.message?.reactions ?? [], this.me().id));

  open(request: MenuRequest): void {
    const { message } = request.row;
    if (request.kind === 'emoji' && !this.mayReact()) return;
    this.request.set(request);
    this.openRequest.set(request);
    if (request.kind === 'actions' && message?.thread) void this.followed.refresh(message);
    if (request.kind === 'actions' && isTouchOnly()) return void this.openSheet(message);
    this.anchorRect.set(request.beside.getBoundingClientRect());
    // Moves the trigger to the button at once: the next key belongs to the menu.
    this.changes.detectChanges();
    (request.kind === 'emoji' ? this.emojis() : this.actions()).openMenu();
  }

  private async openSheet(message: Message | null): Promise<void> {
    if (!message) return;
    const { MessageSheet } = await this.typeAhead.load(() => import('./message-sheet.ts'));
    const sheet = this.dialog.open<unknown, Sheet, MenuChoice>(MessageSheet, {
      data: { message, viewer: this.viewer() },
      ariaLabel: this.t('message.actions'),
      panelClass: 'parley-sheet',
      position: { bottom: '0' },
      width: '100%',
      maxWidth: '32rem',
      autoFocus: 'dialog',
      exitAnimationDuration: 0,
      restoreFocus: false,
    });
    const choice = await firstValueFrom(sheet.afterClosed());
    this.onClosed();
    if (choice) this.choose(choice);
  }

  protected onClosed(): void {
    this.openRequest()?.beside.focus();
    this.openRequest.set(null);
  }

  protected choose(choice: MenuChoice): void {
    const row = this.request()?.row;
    if (!row) return;
    if (choice === 'any-emoji') void this.reactWithAny();
    else if (typeof choice === 'string') this.act.emit({ row, action: choice });
    else this.react.emit({ row, change: choice });
  }

  private async reactWithAny(): Promise<void> {
    const request = this.request();
    const emoji = request && (await this.pickers.choose(request.beside));
    if (emoji) this.react.emit({ row: request.row, change: { emoji, on: true } });
  }
}

/** Without hover there is nothing to point at beside a row, so a sheet is used. */
