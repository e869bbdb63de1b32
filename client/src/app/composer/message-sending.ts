import { inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { Room } from '@api/rooms/rooms.dto.ts';
import type { Message, ReplyExcerpt } from '@api/timeline/message.dto.ts';
import { newId } from '../api/new-id.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Session } from '../auth/session.ts';
import { EmojiStore } from '../emoji/emoji-store.ts';
import { Outbox } from '../outbox/outbox.ts';
import { type OutboxItem, quoteOf } from '../outbox/outbox-state.ts';
import { TypingStore } from '../presence/typing-store.ts';
import { confirmed } from '../ui/feedback/confirm-dialog.ts';
import { Texts } from '../i18n/texts.ts';
import { PollDialogOpener } from '../polls/poll-dialog-opener.ts';
import type { PollDraft } from '../polls/poll-draft.ts';
import { PendingFiles } from '../uploads/pending-files.ts';
import { Scheduling } from '../scheduled/scheduling.ts';
import { DraftSync } from './drafts/draft-sync.ts';
import type { ConversationDraft } from './drafts/conversation-draft.ts';
import { MentionNames } from './suggestions/mention-names.ts';
import { RoomLinker } from './suggestions/room-linker.ts';
import { MassMentionWarning } from './mass-mention-warning.ts';
import { RoomCommands } from './room-commands.ts';
import { ServiceCommands } from './service-commands.ts';
import {
  commandNameOf,
  mayUse,
  parseCommand,
  type SlashCommand,
  textOfCommand,
  type WrittenCommand,
  writtenCommandOf,
} from './slash-commands.ts';

/** A thread that is written in. */
export interface SendingThread {
  /** Of its first message. */
  readonly id: string;
  /** What a reply quotes that stands in the room as well, unless another message is chosen. */
  readonly replyTarget: Message;
  /** Whether replies stand in the room as well. */
  readonly alsoInRoom: boolean;
}

/** The conversation that is written in. */
export interface SendingConversation {
  room(): Room;
  key(): string;
  /** The thread that is written in; undefined in the room. */
  thread(): SendingThread | undefined;
  /** Sets the text of the field at once. */
  setFieldText(text: string): void;
  onSent(): void;
}

/** Sends a message through the outbox, or runs a command. Needs an injection context. */
export class MessageSending {
  private readonly session = inject(Session);
  private readonly outbox = inject(Outbox);
  private readonly scheduling = inject(Scheduling);
  private readonly sync = inject(DraftSync);
  private readonly linker = inject(RoomLinker);
  private readonly mentions = inject(MentionNames);
  private readonly typing = inject(TypingStore);
  private readonly commands = inject(RoomCommands);
  private readonly services = inject(ServiceCommands);
  private readonly emoji = inject(EmojiStore);
  private readonly problems = inject(ProblemTexts);
  private readonly massMentions = inject(MassMentionWarning);
  private readonly files = inject(PendingFiles);
  private readonly polls = inject(PollDialogOpener);
  private readonly dialog = inject(MatDialog);
  private readonly t = inject(Texts).t;
  private isConfirming = false;

  constructor(
    private readonly conversation: SendingConversation,
    private readonly draft: ConversationDraft,
  ) {}

  async submit(shown: string): Promise<void> {
    const typed = this.mentions.toUsernames(shown);
    const command = parseCommand(typed);
    if (!command || !mayUse(command.name, this.conversation.room(), this.session.me()?.role)) {
      const written = writtenCommandOf(typed);
      return written && (await this.isOfService(written)) ? this.runOfService(written, typed) : this.sendText(typed);
    }
    if (command.name === 'poll') return this.askPoll(command.argument, typed);
    const words = textOfCommand(command);
    if (words === null) return this.run(command, typed);
    return words ? this.send(words) : undefined;
  }

  /** Opens the form for a poll. The command that was typed is gone once the poll is sent, and stays otherwise. */
  async askPoll(question: string, typed = ''): Promise<void> {
    const draft = await this.whileConfirming(this.polls.open({ question }));
    if (!draft) return;
    if (typed && this.draft.newText() === typed) this.draft.setNewText('');
    if (typed) this.conversation.setFieldText(this.draft.newText());
    await this.sendPoll(draft);
  }

  /** Sends a poll to the conversation, as a reply where one is chosen. */
  async sendPoll({ question, poll }: PollDraft): Promise<void> {
    const { id } = this.conversation.room();
    const { replyTo, ...thread } = this.placeOf(this.draft.replyingTo());
    this.draft.setReply(null);
    const words = await this.emoji.expandShortCodes(this.linker.link(this.mentions.toUsernames(question)));
    const stored = this.outbox.send(id, words, replyTo, [], undefined, { poll, ...thread });
    this.conversation.onSent();
    await stored;
  }

  /** What looks like a command and is none here may be a slip: its author is asked, and the text stays meanwhile. */
  private async sendText(typed: string): Promise<void> {
    const name = commandNameOf(typed);
    if (name === null) return this.send(typed);
    if (this.isConfirming) return;
    const question = {
      title: this.t('command.unknown-title', { name }),
      text: this.t('command.unknown-text'),
      action: this.t('command.unknown-send'),
      harmless: true,
    };
    if (await this.whileConfirming(confirmed(this.dialog, question))) await this.send(typed);
  }

  /** Asks the server for what is not known yet. */
  private async isOfService({ name }: WrittenCommand): Promise<boolean> {
    if (this.isConfirming) return false;
    return (await this.whileConfirming(this.services.find(this.conversation.room().id, name))) !== undefined;
  }

  private run(command: SlashCommand, typed: string): Promise<void> {
    const room = this.conversation.room();
    return this.runTyped(typed, () => this.commands.run(command, room));
  }

  /** A service answers later: to its author alone, or as a message. */
  private runOfService({ name, text }: WrittenCommand, typed: string): Promise<void> {
    const { id } = this.conversation.room();
    const threadId = this.conversation.thread()?.id;
    return this.runTyped(typed, async () => {
      await this.services.run(id, name, text, threadId);
      return true;
    });
  }

  /** Empties the composer at once, as for a message; a refused command is put back. */
  private async runTyped(typed: string, act: () => Promise<boolean>): Promise<void> {
    const room = this.conversation.room();
    const key = this.conversation.key();
    this.draft.setNewText('');
    this.typing.notifyStopped(room.id);
    this.conversation.setFieldText('');
    try {
      if (!(await act())) this.restore(key, typed);
    } catch (error) {
      this.restore(key, typed);
      this.problems.show(error);
    }
  }

  private restore(key: string, typed: string): void {
    this.draft.restoreNewText(key, typed);
    if (key === this.conversation.key() && !this.draft.editing()) this.conversation.setFieldText(this.draft.newText());
  }

  private async send(text: string): Promise<void> {
    const room = this.conversation.room();
    const key = this.conversation.key();
    // Enter pressed again before the emptied composer is drawn.
    if (!text && this.files.of(key).length === 0) return;
    if (this.isConfirming) return;
    // A reply that stays in its thread calls only those who follow it.
    const confirmation = this.staysInThread() || this.massMentions.confirm(text, room);
    if (confirmation !== true && !(await this.whileConfirming(confirmation))) return;
    const draft = this.sync.sentDraftOf(key);
    const { quoted, forget } = this.draft.beginSend();
    this.conversation.setFieldText('');
    this.typing.notifyStopped(room.id);
    const { replyTo, ...thread } = this.placeOf(quoted);
    const files = this.files.take(key);
    const words = this.emoji.expandShortCodes(this.linker.link(text));
    const stored = this.outbox.send(room.id, typeof words === 'string' ? words : await words, replyTo, files, newId(), {
      ...(draft && { draft }),
      ...thread,
    });
    this.conversation.onSent();
    await stored;
    forget();
    this.files.persist(key);
  }

  /** Asks for a time and hands the message to the server; until it is there, the text stays. */
  async schedule(shown: string): Promise<void> {
    const [room, key] = [this.conversation.room(), this.conversation.key()];
    const files = this.files.of(key);
    if ((!shown && files.length === 0) || this.isConfirming) return;
    const text = this.mentions.toUsernames(shown);
    const { replyTo, threadId, alsoInRoom } = this.placeOf(this.draft.replyingTo());
    const attachmentIds = files.flatMap(({ attachment }) => attachment?.id ?? []);
    const message = {
      body: await this.emoji.expandShortCodes(this.linker.link(text)),
      ...(replyTo && { replyToId: replyTo.id }),
      ...(threadId && { threadId, alsoInRoom: alsoInRoom ?? false }),
      ...(attachmentIds.length > 0 && { attachmentIds }),
    };
    const isScheduled = await this.whileConfirming(
      this.scheduling.schedule(room.id, message, () => this.restore(key, text)),
    );
    if (!isScheduled || key !== this.conversation.key()) return;
    this.draft.beginSend().forget();
    this.conversation.setFieldText('');
    this.files.take(key);
    this.files.persist(key);
  }

  private staysInThread(): boolean {
    return this.conversation.thread()?.alsoInRoom === false;
  }

  /** What a message quotes and which thread it belongs to. In the room a reply says what it is about; in its thread it need not. */
  private placeOf(quoted: ReplyExcerpt | null): Pick<OutboxItem, 'replyTo' | 'threadId' | 'alsoInRoom'> {
    const thread = this.conversation.thread();
    if (!thread) return { replyTo: quoted };
    const { id: threadId, alsoInRoom, replyTarget } = thread;
    return { replyTo: quoted ?? (alsoInRoom ? quoteOf(replyTarget) : null), threadId, alsoInRoom };
  }

  /** Until the question is answered, nothing else is sent or asked. */
  private async whileConfirming<T>(question: Promise<T>): Promise<T> {
    this.isConfirming = true;
    try {
      return await question;
    } finally {
      this.isConfirming = false;
    }
  }
}
