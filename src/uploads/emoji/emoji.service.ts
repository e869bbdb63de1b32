import { Injectable } from '@nestjs/common';
import { recordAct } from '../../audit/audit-record.ts';
import type { AuditAction } from '../../audit/audit.dto.ts';
import type { Caller } from '../../common/caller.ts';
import { Config } from '../../common/config.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { CustomEmojiRepository, type CustomEmojiRow } from '../../emoji/custom-emoji.repository.ts';
import type { ChangeEmoji, CustomEmoji, CustomEmojiList } from '../../emoji/emoji.dto.ts';
import { mayAddEmoji, mayChangeEmoji } from '../../shared/emoji.policy.ts';
import { EMOJI_NAME } from '../../shared/emoji-names.ts';
import { limits } from '../../shared/limits.ts';
import { STANDARD_EMOJI_NAMES } from '../../shared/standard-emoji-names.ts';
import { RealtimeService } from '../../transport/realtime.service.ts';
import type { FileDownload } from '../downloads/downloads.service.ts';
import { Quarantine, type ReceivedFile } from '../quarantine.ts';
import { StoredFileRegistry } from '../storage/stored-file-registry.ts';
import { emojiFileKey, emojiFileKeys, EmojiImageStore, stillFileKey } from './emoji-image-store.ts';

const FILE_KEY = /^[0-9a-f]{32}-(128|1)$/;

/** The custom emoji of the server. Names are for ever: a rename adds one, and what is disabled is still drawn. */
@Injectable()
export class EmojiService {
  constructor(
    private readonly emoji: CustomEmojiRepository,
    private readonly images: EmojiImageStore,
    private readonly files: StoredFileRegistry,
    private readonly quarantine: Quarantine,
    private readonly database: Database,
    private readonly realtime: RealtimeService,
    private readonly config: Config,
  ) {}

  /** All of them, the disabled as well. A guest is not told who has added them. */
  async list({ role }: Caller): Promise<CustomEmojiList & { revision: number }> {
    const { items, revision } = await this.emoji.list();
    const isGuest = role === 'guest';
    return { items: items.map((row) => ({ ...viewOf(row), ...(isGuest && { createdBy: null }) })), revision };
  }

  /** Before a file is received. @throws Problem `forbidden` */
  assertMayAdd({ role }: Caller): void {
    if (!mayAddEmoji(role, this.config.env.EMOJI_BY)) throw new Problem('forbidden');
  }

  /** @throws Problem `invalid_input`, `emoji_name_taken`, `too_many_emoji`, and those of any picture */
  async add(caller: Caller, name: unknown, received: ReceivedFile): Promise<CustomEmoji> {
    await this.assertUsable(name).catch(async (error: unknown) => {
      await this.quarantine.release(received, []);
      throw error;
    });
    const given = String(name);
    const image = await this.images.create(caller.userId, received);
    try {
      await this.write(async (tx, revision) => {
        if ((await this.emoji.count(tx)) >= limits.customEmoji) throw new Problem('too_many_emoji');
        const row = { ...image, name: given, createdBy: caller.userId };
        if (!(await this.emoji.insert(tx, row, revision))) throw nameTaken();
        await this.files.adopt(tx, emojiFileKeys(image));
        await record(tx, caller, 'emoji_added', { name: given });
      });
    } catch (error) {
      await this.files.discard(emojiFileKeys(image));
      throw error;
    }
    return viewOf(await this.find(given));
  }

  /** @throws Problem `emoji_not_found`, `forbidden`, `emoji_name_taken` */
  async change(caller: Caller, name: string, changes: ChangeEmoji): Promise<CustomEmoji> {
    await this.write(async (tx, revision) => {
      const row = await this.find(name, tx);
      const isOwn = row.createdBy === caller.userId;
      if (!mayChangeEmoji(caller.role, this.config.env.EMOJI_BY, { isOwn })) throw new Problem('forbidden');
      const { name: renamed, alias, disabled = row.disabled } = changes;
      for (const added of [renamed, alias]) if (added !== undefined) await this.addName(tx, row.id, added);
      const isRenamed = renamed !== undefined && renamed !== row.name;
      await this.emoji.update(tx, row.id, {
        ...(isRenamed && { name: renamed }),
        ...(disabled !== row.disabled && { disabledAt: disabled ? new Date() : null }),
        revision,
      });
      if (isRenamed) await record(tx, caller, 'emoji_renamed', { name: renamed, former: row.name });
      if (alias !== undefined) await record(tx, caller, 'emoji_alias_added', { name: renamed ?? row.name, alias });
      if (disabled !== row.disabled)
        await record(tx, caller, disabled ? 'emoji_disabled' : 'emoji_enabled', { name: renamed ?? row.name });
    });
    return viewOf(await this.find(changes.name ?? name));
  }

  /** Available to everybody who knows the address, which is random. */
  download(fileKey: string): FileDownload {
    if (!FILE_KEY.test(fileKey)) throw new Problem('attachment_not_found');
    // Another picture has another address.
    const cache = 'private, max-age=31536000, immutable';
    return { key: fileKey, mime: 'image/webp', disposition: 'inline', tag: fileKey, cache };
  }

  /** Writes a change with the next revision, and tells everybody. */
  private async write(change: (tx: Tx, revision: number) => Promise<void>): Promise<void> {
    const revision = await this.database.transaction(async (tx) => {
      const next = await this.emoji.nextRevision(tx);
      await change(tx, next);
      return next;
    });
    this.realtime.emit(['receipts:on', 'receipts:off'], 'emoji_changed', { revision });
  }

  private async addName(tx: Tx, id: string, name: string): Promise<void> {
    if (STANDARD_EMOJI_NAMES.has(name) || !(await this.emoji.addName(tx, id, name))) throw nameTaken();
  }

  private async assertUsable(name: unknown): Promise<void> {
    if (typeof name !== 'string' || !EMOJI_NAME.test(name))
      throw new Problem('invalid_input', undefined, { name: ['must be 2 to 32 of a–z, 0–9, _ and -'] });
    if (STANDARD_EMOJI_NAMES.has(name) || (await this.emoji.byName(name))) throw nameTaken();
  }

  private async find(name: string, tx?: Tx): Promise<CustomEmojiRow> {
    const row = EMOJI_NAME.test(name) ? await this.emoji.byName(name, tx) : undefined;
    if (!row) throw new Problem('emoji_not_found');
    return row;
  }
}

const nameTaken = () => new Problem('emoji_name_taken', undefined, { name: ['is the name of another emoji'] });

const record = (tx: Tx, { userId }: Caller, action: AuditAction, detail: Record<string, string>) =>
  recordAct(tx, action, { actorId: userId, detail });

const urlOf = (fileKey: string) => `/api/v1/emoji/pictures/${fileKey}`;

const viewOf = ({ name, aliases, key, animated, createdBy, disabled }: CustomEmojiRow): CustomEmoji => ({
  name,
  aliases,
  url: urlOf(emojiFileKey(key)),
  stillUrl: urlOf(stillFileKey({ key, animated })),
  animated,
  createdBy,
  disabled,
});
