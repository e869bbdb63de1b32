import { computed, DestroyRef, inject, linkedSignal, type Signal, untracked } from '@angular/core';
import type { ReplyExcerpt } from '@api/timeline/message.dto.ts';
import { MessagesStore } from '../../messages/messages-store.ts';
import { MentionNames } from '../suggestions/mention-names.ts';
import { quoteOf, withoutDeleted } from '../../outbox/outbox-state.ts';
import { editKeyOf, roomIdOfConversation } from '../conversation-key.ts';
import { Drafts, type StoredEdit } from './drafts.ts';

/**
 * The draft of the open conversation: on the screen, with display names, and stored with every letter, with user names.
 * See `Drafts`.
 */
export class ConversationDraft {
  private readonly drafts = inject(Drafts);
  private readonly messages = inject(MessagesStore);
  private readonly mentions = inject(MentionNames);
  /** Another one when the draft is to be read anew: in another conversation, or replaced by another device. */
  private readonly source = computed(
    () => `${this.conversationKey()} ${this.drafts.adoptionsOf(this.conversationKey())}`,
  );
  private readonly draftText = linkedSignal({
    source: this.source,
    computation: () => this.shown(this.drafts.textOf(untracked(this.conversationKey))),
  });
  private readonly reply = linkedSignal({
    source: this.source,
    computation: () => this.drafts.replyOf(untracked(this.conversationKey)),
  });
  private readonly edit = linkedSignal({
    source: this.source,
    computation: () => this.shownEdit(this.drafts.editOf(untracked(this.conversationKey))),
  });

  /** The text of the new message, without the text of an edit. */
  readonly newText = this.draftText.asReadonly();
  /** The quoted message as it is now, as far as this client knows: without its words once it is deleted. */
  readonly replyingTo = computed(() => {
    const reply = this.reply();
    const messages = this.messages.window(roomIdOfConversation(this.conversationKey()))?.messages;
    const quoted = reply && messages?.find(({ id }) => id === reply.id);
    return quoted ? quoteOf(quoted) : reply;
  });
  readonly editing = this.edit.asReadonly();
  /** Names what is in the composer: the edit while there is one. */
  readonly key = computed(() => {
    const edit = this.edit();
    return edit ? editKeyOf(this.conversationKey(), edit.id) : this.conversationKey();
  });
  /** The text in the composer. */
  readonly text = computed(() => this.edit()?.text ?? this.draftText());

  constructor(private readonly conversationKey: Signal<string>) {
    // Also for messages that are not loaded here, and so that no words of a deleted message stay stored.
    this.messages.onMessage((message) => {
      const reply = untracked(this.reply);
      if (reply?.id === message.id) this.setReply(quoteOf(message));
    }, inject(DestroyRef));
  }

  setNewText(words: string): void {
    this.draftText.set(words);
    this.drafts.saveText(this.conversationKey(), this.mentions.toUsernames(words));
  }

  setReply(quoted: ReplyExcerpt | null): void {
    this.reply.set(quoted);
    this.drafts.saveReply(this.conversationKey(), quoted);
  }

  setEdit(edit: StoredEdit | null): void {
    this.edit.set(edit);
    this.drafts.saveEdit(this.conversationKey(), this.storedEdit(edit));
  }

  /**
   * Clears the screen at once, so that text typed next is not lost. The stored draft stays until `forget`.
   */
  beginSend(): { quoted: ReplyExcerpt | null; forget: () => void } {
    const [conversationKey, words, reply] = [this.conversationKey(), this.draftText(), this.reply()];
    const quoted = withoutDeleted(this.replyingTo());
    this.draftText.set('');
    this.reply.set(null);
    return {
      quoted,
      forget: () => {
        if (this.drafts.textOf(conversationKey) === this.mentions.toUsernames(words))
          this.drafts.saveText(conversationKey, '');
        if (this.drafts.replyOf(conversationKey)?.id === reply?.id) this.drafts.saveReply(conversationKey, null);
      },
    };
  }

  /** Puts text back into its conversation, unless new text has been typed there meanwhile. */
  restoreNewText(conversationKey: string, words: string): void {
    if (this.drafts.textOf(conversationKey)) return;
    this.drafts.saveText(conversationKey, this.mentions.toUsernames(words));
    if (this.conversationKey() === conversationKey) this.draftText.set(words);
  }

  /** Restores an edit in its conversation, which may not be the open conversation. */
  restoreEdit(conversationKey: string, edit: StoredEdit): void {
    this.drafts.saveEdit(conversationKey, this.storedEdit(edit));
    if (this.conversationKey() === conversationKey) this.edit.set(edit);
  }

  /** Removes a saved edit, unless its text has changed meanwhile. */
  clearSavedEdit(conversationKey: string, edit: StoredEdit): void {
    const stored = this.drafts.editOf(conversationKey);
    if (stored?.id !== edit.id || stored.text !== this.mentions.toUsernames(edit.text)) return;
    this.drafts.saveEdit(conversationKey, null);
    if (this.conversationKey() === conversationKey) this.edit.set(null);
  }

  private shown(text: string): string {
    return untracked(() => this.mentions.toDisplayNames(text));
  }

  private shownEdit(edit: StoredEdit | null): StoredEdit | null {
    return edit && { ...edit, text: this.shown(edit.text) };
  }

  private storedEdit(edit: StoredEdit | null): StoredEdit | null {
    return edit && { ...edit, text: this.mentions.toUsernames(edit.text) };
  }
}
