import { createHash, randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { MessageSendingService } from '../../messages/message-sending.service.ts';
import { parseMentions } from '../../shared/mentions.ts';
import { TextUploads } from '../../uploads/text-uploads.ts';
import type { HookEntity } from './hook.entity.ts';
import { cutBody, type HookMessage, wholeBody } from './payloads/hook-message.ts';
import { ProgramNames } from './program-names.ts';
import { uuidOfName } from './uuid-of-name.ts';

const WHOLE_TEXT_NAME = 'message.md';

/** Writes what a hook brings into its room, as its bot. */
@Injectable()
export class HookPoster {
  private readonly logger = new Logger(HookPoster.name);

  constructor(
    private readonly messages: MessageSendingService,
    private readonly names: ProgramNames,
    private readonly files: TextUploads,
  ) {}

  /**
   * Resolves after the commit.
   * @param key of the program: a repeat of it has no effect
   * @throws Problem why the bot may not write
   */
  async post(hook: HookEntity, message: HookMessage, key?: string): Promise<void> {
    const whole = wholeBody(message);
    const { body, isCut } = cutBody(whole);
    const { written, room, here } = parseMentions(body);
    const caller = botOf(hook);
    const clientId = key === undefined ? randomUUID() : uuidOfName(hook.id, key);
    const attachmentIds = isCut ? await this.attach(caller, whole) : [];
    await this.messages.write({
      caller,
      content: { roomId: hook.roomId, clientId, body, ...(attachmentIds.length && { attachmentIds }) },
      program: { as: await this.names.of(hook, message), tone: message.tone, via: hook.name },
      mentions: { written, room: room && hook.mayCall, here: here && hook.mayCall },
      // A repeat is one by its key, whatever else it says.
      contentHash: createHash('sha256').update(clientId).digest(),
    });
  }

  /** The message goes without the file rather than not at all. */
  private async attach(caller: Caller, text: string): Promise<string[]> {
    try {
      return [await this.files.add(caller, WHOLE_TEXT_NAME, text)];
    } catch (error) {
      this.logger.warn(`The whole text of a message was not stored: ${(error as Error).message}`);
      return [];
    }
  }
}

const botOf = ({ id, botId }: HookEntity): Caller => ({
  userId: botId,
  sessionId: id,
  role: 'member',
  expiresAt: Number.MAX_SAFE_INTEGER,
});
