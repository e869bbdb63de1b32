import { inject, Injectable, signal } from '@angular/core';
import type { Command, EphemeralMessage } from '@api/integrations/commands/commands.dto.ts';
import { newId } from '../api/new-id.ts';
import { Session } from '../auth/session.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { CommandsApi } from '../rooms/connections/commands-api.ts';

/** Answers that are kept for the reader; older ones go. */
const MAX_ANSWERS = 20;

/** An answer to a command of the reader, which nobody else sees. Gone with the page. */
export interface CommandAnswer extends EphemeralMessage {
  readonly id: string;
  /** Who ran the command: another account may use this page later. */
  readonly readerId: string;
}

/** Slash commands that services elsewhere answer, and their answers to the reader alone. */
@Injectable({ providedIn: 'root' })
export class ServiceCommands {
  private readonly api = inject(CommandsApi);
  private readonly session = inject(Session);
  private readonly byRoom = signal<ReadonlyMap<string, readonly Command[]>>(new Map());
  private readonly answers = signal<readonly CommandAnswer[]>([]);

  constructor() {
    inject(ChatSocket).on('ephemeral_message', (message) => {
      const readerId = this.session.me()?.id;
      if (readerId === undefined) return;
      this.answers.update((all) => [...all, { ...message, id: newId(), readerId }].slice(-MAX_ANSWERS));
    });
  }

  /** As far as they are known: see `load`. */
  of(roomId: string): readonly Command[] {
    return this.byRoom().get(roomId) ?? [];
  }

  /** Without an answer of the server what was known stays. */
  async load(roomId: string): Promise<void> {
    try {
      const commands = await this.api.of(roomId);
      this.byRoom.update((rooms) => new Map(rooms).set(roomId, commands));
    } catch {
      // What was written is a message then, or its author is asked.
    }
  }

  /** Case does not matter. */
  async find(roomId: string, name: string): Promise<Command | undefined> {
    const known = () => this.of(roomId).find((command) => command.name === name.toLowerCase());
    if (!known()) await this.load(roomId);
    return known();
  }

  /**
   * Resolves once the command is on its way: the answer comes later.
   * @throws ApiProblem when the server refuses it
   */
  run(roomId: string, name: string, text: string, threadId?: string): Promise<void> {
    return this.api.run(roomId, { name, text, clientId: newId(), ...(threadId && { replyToId: threadId }) });
  }

  /** Of a room, or of the thread of a message there. */
  answersIn(roomId: string, threadId?: string): CommandAnswer[] {
    const readerId = this.session.me()?.id;
    return this.answers().filter(
      (answer) => answer.roomId === roomId && answer.replyToId === (threadId ?? null) && answer.readerId === readerId,
    );
  }

  dismiss(id: string): void {
    this.answers.update((all) => all.filter((answer) => answer.id !== id));
  }
}
