import {
  afterNextRender,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  Injector,
  input,
  linkedSignal,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatSnackBar } from '@angular/material/snack-bar';
import { limits } from '@api/shared/limits.ts';
import { hasMentionSign } from '@api/shared/markdown/written-mentions.ts';
import { isBlank } from '@api/shared/visible-text.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import type { Message } from '@api/timeline/message.dto.ts';
import { ServerInfo } from '../auth/server-info.ts';
import { Session } from '../auth/session.ts';
import { EmojiPickerOverlay } from '../emoji/emoji-picker-overlay.ts';
import { EmojiStore } from '../emoji/emoji-store.ts';
import { PeerHint } from '../profile/peer-hint.ts';
import { TypingStore } from '../presence/typing-store.ts';
import { roomName } from '../rooms/room-name.ts';
import { PollDialogOpener } from '../polls/poll-dialog-opener.ts';
import { isReadOnly, readOnlyReason } from '../rooms/muting.ts';
import { Icon } from '../ui/icon.ts';
import { Tooltip } from '../ui/tooltip.ts';
import { isTouchOnly } from '../ui/gestures/touch-only.ts';
import { Texts } from '../i18n/texts.ts';
import { AttachButtons } from '../uploads/attach-buttons.ts';
import { PendingFileList } from '../uploads/pending-file-list.ts';
import { PendingFiles } from '../uploads/pending-files.ts';
import { isReadyToSend, type VoiceDetails } from '../uploads/pending-files-state.ts';
import type { CompletionTrigger } from './suggestions/completion-trigger.ts';
import { startsTyping } from './type-to-compose.ts';
import { AbsentPeopleHint } from './absent-people-hint.ts';
import { CommandAnswers } from './command-answers.ts';
import { Composer } from './composer.ts';
import { DraftSync } from './drafts/draft-sync.ts';
import { OtherDraft } from './drafts/other-draft.ts';
import { MessageEditing } from './message-editing.ts';
import { SlowModeHint } from './slow-mode-hint.ts';
import { MentionNames } from './suggestions/mention-names.ts';
import { RoomLinker } from './suggestions/room-linker.ts';
import { MessageSending, type SendingThread } from './message-sending.ts';
import { Outbox } from '../outbox/outbox.ts';
import { isQuoteGone, type OutboxItem, quoteOf } from '../outbox/outbox-state.ts';
import { ConversationDraft } from './drafts/conversation-draft.ts';
import { conversationKeyOf } from './conversation-key.ts';
import { LongPasteOffer } from './paste/long-paste-offer.ts';
import { Suggestions } from './suggestions/suggestions.ts';

/** The composer of a room or thread: drafts, replies, edits, commands and sending through the outbox. */
@Component({
  selector: 'parley-room-composer',
  imports: [
    AbsentPeopleHint,
    AttachButtons,
    CommandAnswers,
    Composer,
    Icon,
    LongPasteOffer,
    MatIconButton,
    OtherDraft,
    PeerHint,
    PendingFileList,
    SlowModeHint,
    Tooltip,
  ],
  providers: [Suggestions],
  host: {
    '(document:keydown)': 'onDocumentKeydown($event)',
    '(focusin)': 'holdDraft()',
    '(focusout)': 'sync.hold(null)',
  },
  templateUrl: './room-composer.html',
  styleUrl: './room-composer.scss',
})
export class RoomComposer {
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly injector = inject(Injector);
  private readonly session = inject(Session);
  private readonly outbox = inject(Outbox);
  protected readonly sync = inject(DraftSync);
  private readonly typing = inject(TypingStore);
  private readonly emoji = inject(EmojiStore);
  private readonly linker = inject(RoomLinker);
  private readonly mentions = inject(MentionNames);
  private readonly polls = inject(PollDialogOpener);
  private readonly pickers = inject(EmojiPickerOverlay);
  protected readonly texts = inject(Texts);
  private readonly snackBar = inject(MatSnackBar);
  protected readonly files = inject(PendingFiles);
  protected readonly server = inject(ServerInfo);
  protected readonly suggestions = inject(Suggestions);

  readonly room = input.required<Room>();
  /** Set beside a thread: what a reply quotes that stands in the room as well, unless another message is chosen. */
  readonly thread = input<{ readonly id: string; readonly replyTarget: Message } | null>(null);
  /** Emits when a message is in the outbox. */
  readonly sent = output();
  /** Emits on the up arrow in an empty composer. */
  readonly editLast = output();
  /** Emits on the up arrow with Shift in an empty composer. */
  readonly replyLast = output();

  private readonly composer = viewChild(Composer);
  /** Stands in place of the composer where the member may not write. */
  private readonly readOnlyNote = viewChild<ElementRef<HTMLElement>>('note');
  private readonly roomId = computed(() => this.room().id);
  /** A thread has drafts and pending files of its own. */
  protected readonly conversationKey = computed(() => conversationKeyOf(this.roomId(), this.thread()?.id));
  protected readonly name = computed(() => roomName(this.room()));
  protected readonly peer = computed(() => (this.thread() ? null : this.room().peer));
  protected readonly readOnlyReason = readOnlyReason(this.room, () => this.thread() !== null);
  /** Whether a reply in a thread may be sent to the room as well. */
  protected readonly maySendToRoom = computed(() => this.thread() !== null && !isReadOnly(this.room()));
  /** Chosen for the next reply only. */
  protected readonly alsoInRoom = linkedSignal({
    source: computed(() => this.conversationKey()),
    computation: () => false,
  });
  /** On touch screens a new line has no other key. */
  protected readonly enterSends = computed(() => !isTouchOnly() && (this.session.me()?.preferences.enterSends ?? true));
  protected readonly draft = new ConversationDraft(this.conversationKey);
  protected readonly editing = new MessageEditing(this.conversationKey, this.draft);
  /** Loads what tells of named people who are not here. */
  protected readonly namesSomebody = computed(() => hasMentionSign(this.draft.text()));
  private readonly sending = new MessageSending(
    {
      room: this.room,
      key: this.conversationKey,
      thread: () => this.writtenThread(),
      setFieldText: (text) => this.composer()?.setText(text),
      onSent: () => {
        this.alsoInRoom.set(false);
        this.sent.emit();
      },
    },
    this.draft,
  );
  /** A long text that was pasted last; empty for none. */
  protected readonly longPaste = signal('');
  /** As long as it is in the draft as it was pasted. */
  protected readonly offeredAsFile = computed(() =>
    !this.draft.editing() && this.longPaste() && this.draft.text().includes(this.longPaste()) ? this.longPaste() : null,
  );
  /** The files to be sent with the message. */
  protected readonly pendingFiles = computed(() => this.files.of(this.conversationKey()));
  protected readonly filesReady = computed(() => isReadyToSend(this.pendingFiles()));

  constructor() {
    effect(() => this.suggestions.room.set(this.room()));
    effect(() => {
      const conversationKey = this.conversationKey();
      untracked(() => this.files.restore(conversationKey));
    });
    this.keepFocusWhenItCloses();
  }

  focus(): void {
    this.composer()?.focus();
    this.readOnlyNote()?.nativeElement.focus();
  }

  reply(message: Message): void {
    if (this.readOnlyReason()) return this.focus();
    this.draft.setEdit(null);
    this.draft.setReply(quoteOf(message));
    setTimeout(() => this.focus());
  }

  /** An edit of the same message that has begun is continued. */
  edit({ id, body }: Message): void {
    if (this.readOnlyReason()) return this.focus();
    if (this.draft.editing()?.id !== id)
      this.draft.setEdit({ id, body, text: this.mentions.toDisplayNames(this.linker.unlink(body)) });
    setTimeout(() => this.focus());
  }

  /**
   * Turns a refused or waiting message into a draft again, before the text that is there. It leaves the outbox once the
   * draft is stored.
   */
  async withdraw(item: OutboxItem): Promise<void> {
    const { body, replyTo, attachments = [] } = item;
    if (this.readOnlyReason()) {
      this.focus();
      return;
    }
    const conversationKey = this.conversationKey();
    if (!(await this.outbox.withdraw(item))) {
      this.snackBar.open(this.texts.t('message.gone-out'), undefined, { duration: 3000 });
      return;
    }
    // In another conversation by now: the message stays in the outbox as not sent.
    if (conversationKey !== this.conversationKey()) return;
    if (item.poll) {
      const { body: question, poll } = item;
      const again = await this.polls.open({ question: this.mentions.toDisplayNames(question), poll });
      if (!again) return;
      await this.sending.sendPoll(again);
      await this.outbox.discard(item);
      return;
    }
    const editing = this.draft.editing();
    if (editing) this.editing.discard(editing, () => this.focus());
    this.setText([this.mentions.toDisplayNames(body), this.draft.newText()].filter(Boolean).join('\n\n'));
    if (replyTo && !isQuoteGone(item)) this.draft.setReply(replyTo);
    this.alsoInRoom.set(item.alsoInRoom === true);
    this.files.restoreWithdrawn(conversationKey, attachments);
    setTimeout(() => this.focus());
    await this.outbox.discard(item);
  }

  /** Begins a poll; its question is what is written already, which stays until the poll is sent. */
  protected async askPoll(): Promise<void> {
    const typed = this.draft.newText();
    await this.sending.askPoll(typed, typed);
    this.focus();
  }

  /** Files that were chosen, dropped or pasted, or a recording. */
  attach(files: readonly File[], voice: VoiceDetails | null = null): void {
    if (this.readOnlyReason()) return;
    const tooMany = this.files.add(this.conversationKey(), files, voice);
    if (tooMany > 0)
      this.snackBar.open(this.texts.t('file.too-many', { most: limits.attachmentsPerMessage }), this.texts.t('close'), {
        duration: 8000,
      });
    this.focus();
  }

  /** Moves what was pasted from the text of the draft to a file. */
  protected attachPasted(pasted: string): void {
    this.longPaste.set('');
    const rest = this.draft.text().replace(pasted, () => '');
    this.setText(rest);
    this.composer()?.setText(rest);
    this.attach([new File([pasted], this.texts.t('paste.file-name'), { type: 'text/plain' })]);
  }

  /** Moves the focus to the reason when writing is no longer allowed, and back when it is; the draft is kept. */
  private keepFocusWhenItCloses(): void {
    const isClosed = computed(() => this.readOnlyReason() !== null);
    effect(() => {
      isClosed();
      if (this.element.nativeElement.contains(document.activeElement))
        afterNextRender(() => this.focus(), { injector: this.injector });
    });
  }

  protected onDocumentKeydown(event: KeyboardEvent): void {
    if (startsTyping(event) && this.isNearest(event.target)) this.composer()?.focus();
  }

  /** With an open thread there are two composers: the room's takes keys from outside the panel. */
  private isNearest(target: EventTarget | null): boolean {
    const panel = target instanceof Element ? target.closest('[role="complementary"]') : null;
    const nearest = (panel ?? document).querySelector('parley-room-composer');
    return (nearest ?? document.querySelector('parley-room-composer')) === this.element.nativeElement;
  }

  private writtenThread(): SendingThread | undefined {
    const thread = this.thread();
    return thread ? { ...thread, alsoInRoom: this.alsoInRoom() && this.maySendToRoom() } : undefined;
  }

  protected holdDraft(): void {
    this.sync.hold(this.conversationKey());
  }

  protected setText(text: string): void {
    this.emoji.preloadFor(text);
    const editing = this.draft.editing();
    if (editing) return this.draft.setEdit({ ...editing, text });
    this.draft.setNewText(text);
    if (!isBlank(text)) this.typing.notifyTyping(this.roomId());
    else this.typing.notifyStopped(this.roomId());
  }

  protected setTrigger(asked: CompletionTrigger | null): void {
    this.suggestions.trigger.set(asked?.kind === 'command' && this.draft.editing() ? null : asked);
  }

  protected async pickEmoji(beside: HTMLElement): Promise<void> {
    const emoji = await this.pickers.choose(beside);
    if (emoji) this.composer()?.insert(emoji);
  }

  protected async submit(typed: string): Promise<void> {
    // Before waiting: a click left the focus on the button, and after the answer the focus may be elsewhere.
    this.focus();
    const editing = this.draft.editing();
    // The field still shows the edit that was just saved or discarded.
    if (this.composer()?.editing()?.id !== editing?.id) return;
    await (editing
      ? this.editing.save(
          editing,
          this.emoji.expandShortCodes(this.linker.link(this.mentions.toUsernames(typed)), editing.body),
        )
      : this.sending.submit(typed));
  }

  protected async schedule(typed: string): Promise<void> {
    await this.sending.schedule(typed);
    this.focus();
  }

  protected cancel(): void {
    const editing = this.draft.editing();
    if (editing) this.editing.discard(editing, () => this.focus());
    else this.draft.setReply(null);
    this.focus();
  }
}
