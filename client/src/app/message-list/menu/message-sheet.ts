import { Component, computed, inject } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogContent } from '@angular/material/dialog';
import type { Message } from '@api/timeline/message.dto.ts';
import { Notices } from '../../rooms/notices.ts';
import { Icon } from '../../ui/icon.ts';
import { Texts } from '../../i18n/texts.ts';
import { menuItemsFor, type MessageAction, type MessageViewer } from './message-menu-items.ts';
import { QUICK_REACTIONS, type ReactionChange } from '../../messages/message-reactions.ts';
import { FollowedThreadsStore } from '../../messages/followed-threads-store.ts';

export interface Sheet {
  readonly message: Message;
  readonly onlooker: MessageViewer;
}
/** What was chosen: an action, an emoji, or the emoji picker. */
export type SheetChoice = MessageAction | ReactionChange | 'any-emoji';

/** As many as fit on the narrowest phone beside the button of the picker. */
const QUICK = QUICK_REACTIONS.slice(0, 6);

/** The actions of a message for touch screens, at the bottom of the screen. */
@Component({
  selector: 'parley-message-sheet',
  imports: [Icon, MatDialogClose, MatDialogContent],
  templateUrl: './message-sheet.html',
  styleUrl: './message-sheet.scss',
})
export class MessageSheet {
  protected readonly t = inject(Texts).t;
  private readonly followed = inject(FollowedThreadsStore);
  private readonly sheet = inject<Sheet>(MAT_DIALOG_DATA);
  protected readonly message = this.sheet.message;
  protected readonly excerpt = inject(Notices).inOneLine(this.message);
  protected readonly items = computed(() =>
    menuItemsFor(this.message, {
      ...this.sheet.onlooker,
      follows: this.followed.isProbablyFollowing(this.message),
      byTouch: true,
    }),
  );
  protected readonly emoji = QUICK.map((emoji) => ({ emoji, on: !this.isGiven(emoji) }));

  private isGiven(emoji: string): boolean {
    const given = this.message.reactions.find((each) => each.emoji === emoji);
    return given?.userIds.includes(this.sheet.onlooker.id) ?? false;
  }
}
