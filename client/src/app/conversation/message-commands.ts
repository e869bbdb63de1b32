import { Clipboard } from '@angular/cdk/clipboard';
import type { ComponentType } from '@angular/cdk/portal';
import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MatSnackBar } from '@angular/material/snack-bar';
import type { Message } from '@api/timeline/message.dto.ts';
import { firstValueFrom } from 'rxjs';
import { Api } from '../api/api.ts';
import { messagePath } from '@api/shared/message-place.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { confirmed } from '../ui/feedback/confirm-dialog.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { type TextKey, Texts } from '../i18n/texts.ts';
import { TypeAhead } from '../ui/keyboard/type-ahead.ts';
import type { MessageAction } from '../message-list/menu/message-menu-items.ts';
import type { ReactionChange } from '../messages/message-reactions.ts';
import { MessagesStore } from '../messages/messages-store.ts';
import { Outbox } from '../outbox/outbox.ts';
import type { OutboxItem } from '../outbox/outbox-state.ts';
import { PollClosing } from '../polls/poll-closing.ts';
import { SavedCommands } from '../saved/saved-commands.ts';
import { FollowedThreadsStore } from '../messages/followed-threads-store.ts';

/** A link to a message, for all members of its room. */
export const permalink = (message: Pick<Message, 'id' | 'roomId' | 'seq' | 'inRoom'>): string =>
  `${location.origin}${messagePath(message)}`;

/** Runs the actions of a message that need neither the list nor the composer. Dialogs are loaded on first use. */
@Injectable({ providedIn: 'root' })
export class MessageCommands {
  private readonly api = inject(Api);
  private readonly rooms = inject(RoomsStore);
  private readonly store = inject(MessagesStore);
  private readonly outbox = inject(Outbox);
  private readonly followed = inject(FollowedThreadsStore);
  private readonly saved = inject(SavedCommands);
  private readonly closing = inject(PollClosing);
  private readonly clipboard = inject(Clipboard);
  private readonly dialog = inject(MatDialog);
  private readonly typeAhead = inject(TypeAhead);
  private readonly snackBar = inject(MatSnackBar);
  private readonly problems = inject(ProblemTexts);
  private readonly t = inject(Texts).t;

  async react({ id }: Message, change: ReactionChange): Promise<void> {
    try {
      await this.store.react(id, change);
    } catch (error) {
      this.problems.show(error);
    }
  }

  /** Removes an own message from the outbox, unless it has been sent already. */
  async discard(item: OutboxItem): Promise<void> {
    if (!(await this.outbox.discard(item))) this.notify('message.gone-out');
  }

  async run(action: MessageAction, message: Message): Promise<void> {
    try {
      await this.dispatch(action, message);
    } catch (error) {
      this.problems.show(error);
    }
  }

  /** @param messageId of any message of the thread */
  async follow(messageId: string, following: boolean): Promise<void> {
    try {
      await this.followed.setFollowing(messageId, following);
      const text = this.t(following ? 'thread.followed' : 'thread.unfollowed');
      this.snackBar.open(text, undefined, { duration: 3000 });
    } catch (error) {
      this.problems.show(error);
    }
  }

  /** @param messageId of any message of the thread */
  async resolve(messageId: string, resolved: boolean): Promise<void> {
    const path = `/messages/${messageId}/thread/resolved`;
    try {
      if (resolved) await this.api.put(path);
      else await this.api.delete(path);
    } catch (error) {
      this.problems.show(error);
    }
  }

  /** Asks where to. @returns whether they were forwarded */
  async forward(messages: readonly Message[]): Promise<boolean> {
    const dialog = await this.typeAhead.load(async () => (await import('./dialogs/forward-dialog.ts')).ForwardDialog);
    const asked = this.dialog.open<unknown, readonly Message[], boolean>(dialog, { width: '30rem', data: messages });
    return (await firstValueFrom(asked.afterClosed())) ?? false;
  }

  private async dispatch(action: MessageAction, message: Message): Promise<void> {
    if (action === 'copy') this.copy(message.body, 'message.copied');
    if (action === 'select')
      await this.open(message, async () => (await import('./dialogs/select-text-dialog.ts')).SelectTextDialog);
    if (action === 'link') this.copy(permalink(message), 'message.link-copied');
    if (action === 'pin') await this.pin(message);
    if (action === 'follow' || action === 'unfollow') await this.follow(message.id, action === 'follow');
    if (action === 'save') await this.saved.save(message.id);
    if (action === 'unsave') await this.saved.remove(message.id);
    if (action === 'remind') await this.saved.remind(message.id);
    if (action === 'unread') await this.rooms.markUnread(message.roomId, message.seq);
    if (action === 'close-poll') await this.closing.close(message.id);
    if (action === 'remove') await this.remove(message);
    if (action === 'readers')
      await this.open(message, async () => (await import('./dialogs/readers-dialog.ts')).ReadersDialog);
    if (action === 'why')
      await this.open(message, async () => (await import('./dialogs/attention-dialog.ts')).AttentionDialog);
    if (action === 'report')
      await this.open(message, async () => (await import('../reports/report-dialog.ts')).ReportDialog);
    if (action === 'edits')
      await this.open(message, async () => (await import('./dialogs/edits-dialog.ts')).EditsDialog);
    if (action === 'forward') await this.forward([message]);
  }

  private copy(text: string, done: TextKey): void {
    const copied = this.clipboard.copy(text);
    this.notify(copied ? done : 'message.not-copied');
  }

  private notify(what: TextKey): void {
    this.snackBar.open(this.t(what), undefined, { duration: 3000 });
  }

  private async open(data: Message, load: () => Promise<ComponentType<unknown>>): Promise<void> {
    this.dialog.open(await this.typeAhead.load(load), { width: '30rem', data });
  }

  private async pin({ id, pinned }: Message): Promise<void> {
    if (pinned) await this.api.delete(`/messages/${id}/pin`);
    else await this.api.put(`/messages/${id}/pin`);
  }

  private async remove(message: Message): Promise<void> {
    const question = {
      title: this.t('message.remove-title'),
      text: this.t('message.remove-text'),
      action: this.t('message.remove'),
    };
    if (await confirmed(this.dialog, question)) await this.store.remove(message.id);
  }
}
