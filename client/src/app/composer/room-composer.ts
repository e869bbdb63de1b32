import {
  afterNextRender,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  Injector,
  input,
  output,
  untracked,
  viewChild,
} from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { limits } from '@api/shared/limits.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import type { Message } from '@api/timeline/message.dto.ts';
import { ServerInfo } from '../auth/server-info.ts';
import { Session } from '../auth/session.ts';
import { EmojiPickerOverlay } from '../emoji/emoji-picker-overlay.ts';
import { EmojiStore } from '../emoji/emoji-store.ts';
import { TypingStore } from '../presence/typing-store.ts';
import { roomName } from '../rooms/room-name.ts';
import { readOnlyReason } from '../rooms/muting.ts';
import { Icon } from '../ui/icon.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Texts } from '../i18n/texts.ts';
import { AttachButtons } from '../uploads/attach-buttons.ts';
import { PendingFileList } from '../uploads/pending-file-list.ts';
import { PendingFiles } from '../uploads/pending-files.ts';
import { isReadyToSend } from '../uploads/pending-files-state.ts';
import type { CompletionTrigger } from './completion-trigger.ts';
import { startsTyping } from './type-to-compose.ts';
import { Composer } from './composer.ts';
import { MessageEditing } from './message-editing.ts';
import { MassMentionWarning } from './mass-mention-warning.ts';
import { Outbox } from '../outbox/outbox.ts';
import { type OutboxItem, quoteOf } from '../outbox/outbox-state.ts';
import { ConversationDraft } from './conversation-draft.ts';
import { RoomCommands } from './room-commands.ts';
import { parseCommand, mayUse, textOfCommand } from './slash-commands.ts';
import { Suggestions } from './suggestions.ts';

/** The composer of a room or thread: drafts, replies, edits, commands and sending through the outbox. */
@Component({
  selector: 'parley-room-composer',
  imports: [AttachButtons, Composer, Icon, PendingFileList],
  providers: [Suggestions],
  host: { '(document:keydown)': 'onDocumentKeydown($event)' },
  templateUrl: './room-composer.html',
  styleUrl: './room-composer.scss',
})
export class RoomComposer {
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly injector = inject(Injector);
  private readonly session = inject(Session);
  private readonly outbox = inject(Outbox);
  private readonly typing = inject(TypingStore);
  private readonly commands = inject(RoomCommands);
  private readonly emoji = inject(EmojiStore);
  private readonly pickers = inject(EmojiPickerOverlay);
  private readonly problems = inject(ProblemTexts);
  private readonly massMentions = inject(MassMentionWarning);
  protected readonly texts = inject(Texts);
  private readonly snackBar = inject(MatSnackBar);
  protected readonly files = inject(PendingFiles);
  protected readonly server = inject(ServerInfo);
  protected readonly suggestions = inject(Suggestions);

  readonly room = input.required<Room>();
  /** Set beside a thread: the message that a new one replies to, unless another reply is chosen. */
  readonly thread = input<{ readonly id: string; readonly replyTarget: Message } | null>(null);
  /** Emits when a message is in the outbox. */
  readonly sent = output();
  /** Emits on the up arrow in an empty composer. */
  readonly editLast = output();

  private readonly composer = viewChild(Composer);
  /** Stands in place of the composer where the member may not write. */
  private readonly readOnlyNote = viewChild<ElementRef<HTMLElement>>('note');
  private readonly roomId = computed(() => this.room().id);
  /** A thread has drafts and pending files of its own. */
  protected readonly conversationKey = computed(() => {
    const thread = this.thread();
    return thread ? `${this.roomId()}.${thread.id}` : this.roomId();
  });
  protected readonly name = computed(() => roomName(this.room()));
  protected readonly readOnlyReason = readOnlyReason(this.room);
  protected readonly enterSends = computed(() => this.session.me()?.preferences.enterSends ?? true);
  protected readonly draft = new ConversationDraft(this.conversationKey);
  protected readonly editing = new MessageEditing(this.conversationKey, this.draft);
  private isConfirming = false;
  /** The files to be sent with the message. */
  protected readonly pendingFiles = computed(() => this.files.of(this.conversationKey()));
  protected readonly filesReady = computed(() => isReadyToSend(this.pendingFiles()));

  constructor() {
    effect(() => this.suggestions.room.set(this.room()));
    effect(() => {
      const place = this.conversationKey();
      untracked(() => this.files.restore(place));
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
    if (this.draft.editing()?.id !== id) this.draft.setEdit({ id, body, text: body });
    setTimeout(() => this.focus());
  }

  /**
   * Turns a refused or waiting message into a draft again, before the text that is there. It leaves the outbox once the
   * draft is stored.
   */
  async takeBack(item: OutboxItem): Promise<void> {
    const { body, replyTo, attachments = [] } = item;
    if (this.readOnlyReason()) {
      this.focus();
      return;
    }
    const place = this.conversationKey();
    if (!(await this.outbox.withdraw(item))) {
      this.snackBar.open(this.texts.t('message.gone-out'), undefined, { duration: 3000 });
      return;
    }
    // In another conversation by now: the message stays in the outbox as not sent.
    if (place !== this.conversationKey()) return;
    const editing = this.draft.editing();
    if (editing) this.editing.discard(editing, () => this.focus());
    this.setText([body, this.draft.newText()].filter(Boolean).join('\n\n'));
    if (replyTo) this.draft.setReply(replyTo);
    this.files.giveBack(place, attachments);
    setTimeout(() => this.focus());
    await this.outbox.discard(item);
  }

  /** Files that were chosen, dropped or pasted, or a recording. */
  attach(files: readonly File[], waveform?: readonly number[]): void {
    if (this.readOnlyReason()) return;
    const tooMany = this.files.add(this.conversationKey(), files, waveform);
    if (tooMany > 0)
      this.snackBar.open(this.texts.t('file.too-many', { most: limits.attachmentsPerMessage }), this.texts.t('close'), {
        duration: 8000,
      });
    this.focus();
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

  protected setText(text: string): void {
    this.emoji.preloadFor(text);
    const editing = this.draft.editing();
    if (editing) return this.draft.setEdit({ ...editing, text });
    this.draft.setNewText(text);
    if (text.trim()) this.typing.notifyTyping(this.roomId());
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
    const command = editing ? null : parseCommand(typed);
    if (command && mayUse(command.name, this.room(), this.session.me()?.role)) {
      const words = textOfCommand(command);
      if (words === null) return this.run(typed);
      return words ? this.send(words) : undefined;
    }
    await (editing ? this.editing.save(editing, this.emoji.expandShortCodes(typed, editing.body)) : this.send(typed));
  }

  protected cancel(): void {
    const editing = this.draft.editing();
    if (editing) this.editing.discard(editing, () => this.focus());
    else this.draft.setReply(null);
    this.focus();
  }

  /** Empties the composer at once, as for a message; a refused command is put back. */
  private async run(typed: string): Promise<void> {
    const command = parseCommand(typed);
    if (!command) return;
    const room = this.room();
    const place = this.conversationKey();
    this.setText('');
    this.composer()?.setText('');
    try {
      await this.commands.run(command, room);
    } catch (error) {
      this.draft.restoreNewText(place, typed);
      if (place === this.conversationKey() && !this.draft.editing()) this.composer()?.setText(this.draft.newText());
      this.problems.show(error);
    }
  }

  /** Until the question is answered, nothing else is sent or asked. */
  private async whileConfirming(question: Promise<boolean>): Promise<boolean> {
    this.isConfirming = true;
    try {
      return await question;
    } finally {
      this.isConfirming = false;
    }
  }

  private async send(text: string): Promise<void> {
    const roomId = this.roomId();
    const place = this.conversationKey();
    // Enter pressed again before the emptied composer is drawn.
    if (!text && this.pendingFiles().length === 0) return;
    if (this.isConfirming) return;
    const isMeant = this.massMentions.confirm(text, this.room());
    if (isMeant !== true && !(await this.whileConfirming(isMeant))) return;
    const { quoted, forget } = this.draft.beginSend();
    this.composer()?.setText('');
    this.typing.notifyStopped(roomId);
    const replyTarget = this.thread()?.replyTarget;
    const replyTo = quoted ?? (replyTarget ? quoteOf(replyTarget) : null);
    const files = this.files.take(place);
    const words = this.emoji.expandShortCodes(text);
    const kept = this.outbox.send(roomId, typeof words === 'string' ? words : await words, replyTo, files);
    this.sent.emit();
    await kept;
    forget();
    this.files.persist(place);
  }
}
