import { Component, computed, inject } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogContent } from '@angular/material/dialog';
import type { Message } from '@api/timeline/message.dto.ts';
import { MessageTexts } from '../../rooms/message-texts.ts';
import { Icon } from '../../ui/icon.ts';
import { Texts } from '../../i18n/texts.ts';
import { MessageMenuEntry } from './message-menu-entry.ts';
import { mayReactIn } from '../../rooms/muting.ts';
import { menuItemsFor, type MessageViewer } from './message-menu-items.ts';
import { quickReactions } from '../../messages/message-reactions.ts';
import { SavedStore } from '../../saved/saved-store.ts';
import { FollowedThreadsStore } from '../../messages/followed-threads-store.ts';
import { PersonNamePipe } from '../../users/person-name.ts';

export interface Sheet {
  readonly message: Message;
  readonly viewer: MessageViewer;
}
/** As many as fit on the narrowest phone beside the button of the picker. */
const MAX_QUICK_REACTIONS = 6;

/** The actions of a message for touch screens, at the bottom of the screen. */
@Component({
  selector: 'parley-message-sheet',
  imports: [Icon, MatDialogClose, MatDialogContent, MessageMenuEntry, PersonNamePipe],
  templateUrl: './message-sheet.html',
  styleUrl: './message-sheet.scss',
})
export class MessageSheet {
  protected readonly t = inject(Texts).t;
  private readonly followed = inject(FollowedThreadsStore);
  private readonly savedMessages = inject(SavedStore);
  private readonly sheet = inject<Sheet>(MAT_DIALOG_DATA);
  protected readonly message = this.sheet.message;
  protected readonly mayReact = mayReactIn(this.sheet.viewer.room);
  protected readonly excerpt = inject(MessageTexts).inOneLine(this.message);
  protected readonly items = computed(() =>
    menuItemsFor(this.message, {
      ...this.sheet.viewer,
      follows: this.followed.isProbablyFollowing(this.message),
      saved: this.savedMessages.entry(this.message.id) !== undefined,
      byTouch: true,
    }),
  );
  protected readonly emoji = quickReactions(this.message.reactions, this.sheet.viewer.id).slice(0, MAX_QUICK_REACTIONS);
}
