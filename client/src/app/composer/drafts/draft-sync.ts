import { computed, effect, inject, Injectable, signal, untracked } from '@angular/core';
import type { DraftEntry, DraftVersion } from '@api/drafts/drafts.dto.ts';
import type { Message } from '@api/timeline/message.dto.ts';
import { Api } from '../../api/api.ts';
import { ApiProblem } from '../../api/api-problem.ts';
import { Session } from '../../auth/session.ts';
import { ActiveTab } from '../../connection/active-tab.ts';
import { ChatSocket } from '../../connection/chat-socket.ts';
import { Outbox } from '../../outbox/outbox.ts';
import { quoteOf } from '../../outbox/outbox-state.ts';
import { PersonalStore } from '../../personal/personal-store.ts';
import { conversationKeyOf, roomIdOfConversation, threadIdOfConversation } from '../conversation-key.ts';
import { type DraftContent, isEmpty, isSame, mergeOf, NOTHING_SEEN, type SeenDraft } from './draft-sync-state.ts';
import { Drafts } from './drafts.ts';

const DEBOUNCE_MS = 1_000;

/**
 * Keeps the drafts of this device and those of the server the same. What is typed is on the disk at once and on the server
 * a second later; without a connection it follows once there is one. No words are overwritten that were not seen: of two
 * devices that write at the same time both keep theirs until the reader decides.
 */
@Injectable({ providedIn: 'root' })
export class DraftSync {
  private readonly api = inject(Api);
  private readonly drafts = inject(Drafts);
  private readonly outbox = inject(Outbox);
  private readonly personal = inject(PersonalStore);
  private readonly session = inject(Session);
  private readonly socket = inject(ChatSocket);
  private readonly tab = inject(ActiveTab);
  /** The conversation whose field has the focus. */
  private readonly heldKey = signal<string | null>(null);
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly pushing = new Set<string>();
  /** The versions that messages were sent with: the server removes them, and says so later. */
  private readonly sent = new Map<string, number>();

  /** What the server holds, by conversation, in the newest version that this device was told. */
  private readonly served = computed(() => {
    const served = new Map<string, SeenDraft>();
    // What has gone tells its id alone.
    const keys = new Map(this.drafts.storedKeys().map((key) => [this.drafts.seenOf(key).id, key]));
    for (const { kind, revision: version, id, value } of this.personal.state().items.values()) {
      if (kind !== 'draft') continue;
      const draft = value as DraftEntry | null;
      const key = draft && !draft.editOf ? conversationKeyOf(draft.roomId, draft.threadId ?? undefined) : null;
      const known = key ?? keys.get(id);
      if (known) served.set(known, draft ? contentOf(draft, version) : { ...NOTHING_SEEN, id, version });
    }
    return served;
  });

  constructor() {
    this.drafts.onWrite((key) => this.schedule(key, DEBOUNCE_MS));
    effect(() => {
      const isTold = this.socket.phase() === 'live' && this.personal.state().epoch !== null;
      if (isTold && this.tab.isActive()) {
        this.served();
        this.heldKey();
        untracked(() => this.mergeAll());
      }
    });
    addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') for (const key of this.timers.keys()) void this.push(key);
    });
  }

  /** Words of another device that stand beside those of this one; null without any. */
  other(key: string): SeenDraft | null {
    this.drafts.changes();
    const server = this.served().get(key);
    if (!server || isEmpty(server)) return null;
    return mergeOf(this.localOf(key), this.drafts.seenOf(key), server, this.heldKey() === key) === 'conflict'
      ? server
      : null;
  }

  /** What a message that is sent now is written as. */
  sentDraftOf(key: string): { threadId?: string; version: number } | undefined {
    const seen = this.drafts.seenOf(key);
    const threadId = threadIdOfConversation(key);
    // What is on its way may come before the message or behind it: a removal follows, whichever it is.
    if (isEmpty(seen) || this.pushing.has(key)) return undefined;
    this.sent.set(key, seen.version);
    return { ...(threadId && { threadId }), version: seen.version };
  }

  /** Takes the words of the other device. @returns brings those of this one back */
  async takeOther(key: string, other: SeenDraft): Promise<() => void> {
    const [text, reply] = [this.drafts.textOf(key), this.drafts.replyOf(key)];
    await this.adopt(key, other);
    return () => {
      this.drafts.adopt(key, text, reply);
      this.schedule(key, 0);
    };
  }

  /** Keeps the words of this device, and replaces those of the other one. */
  keepOwn(key: string, other: SeenDraft): void {
    this.drafts.saveSeen(key, other);
    this.schedule(key, 0);
  }

  /** The draft was replaced on this device. */
  follow(key: string): void {
    this.schedule(key, 0);
  }

  /** The reader is writing there: nothing is changed under their hands. */
  hold(key: string | null): void {
    this.heldKey.set(key);
  }

  private mergeAll(): void {
    for (const [key, server] of this.served()) {
      const merge = mergeOf(this.localOf(key), this.drafts.seenOf(key), server, this.heldKey() === key);
      if (merge === 'seen') this.drafts.saveSeen(key, server);
      if (merge === 'adopt') void this.adopt(key, server);
      const seen = this.drafts.seenOf(key);
      if (merge === 'unchanged' && !seen.id) this.drafts.saveSeen(key, { ...seen, id: server.id });
    }
    for (const key of this.drafts.storedKeys()) this.schedule(key, DEBOUNCE_MS);
  }

  private async adopt(key: string, server: SeenDraft): Promise<void> {
    const { body, replyToId } = server;
    const before = this.localOf(key);
    const known = this.drafts.replyOf(key);
    const message = replyToId && replyToId !== known?.id ? await this.messageOf(replyToId) : null;
    if (!isSame(this.localOf(key), before)) return;
    this.drafts.saveSeen(key, server);
    this.drafts.adopt(key, body, replyToId === known?.id ? known : message && quoteOf(message));
  }

  /** Null where the reader may not see it any more: then the words come without it. */
  private messageOf(id: string): Promise<Message | null> {
    return this.api.get<Message>(`/messages/${id}`).catch(() => null);
  }

  private schedule(key: string, delayMs: number): void {
    if (isSame(this.localOf(key), this.drafts.seenOf(key))) return;
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => void this.push(key), delayMs),
    );
  }

  /** Stores what is written here, one request at a time; what is typed meanwhile follows. */
  private async push(key: string): Promise<void> {
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    const [local, seen] = [this.localOf(key), this.drafts.seenOf(key)];
    if (isSame(local, seen) || this.isHeldBack(key)) return;
    if (this.pushing.has(key)) {
      this.schedule(key, DEBOUNCE_MS);
      return;
    }
    this.pushing.add(key);
    const isTold = await this.hearOfSent(key, seen.version);
    const isStored = isTold || (await this.put(key, local, seen));
    this.pushing.delete(key);
    if (isStored) this.schedule(key, DEBOUNCE_MS);
  }

  /** What follows a message that was sent begins from the version that the send left. @returns whether it was asked for */
  private async hearOfSent(key: string, version: number): Promise<boolean> {
    if (this.sent.get(key) !== version) return false;
    this.sent.delete(key);
    await this.personal.refresh().catch(() => undefined);
    return true;
  }

  /** Not while there is no connection, while the reader has to decide, or while the message that it became is on its way. */
  private isHeldBack(key: string): boolean {
    if (this.socket.phase() !== 'live' || this.session.phase() === 'signed-out') return true;
    if (untracked(() => this.other(key))) return true;
    const roomId = roomIdOfConversation(key);
    return this.outbox.items().some((item) => item.roomId === roomId && item.draft && !item.refusal);
  }

  /** @returns whether it is worth going on: words of a room that was left, or too many, stay on this device */
  private async put(key: string, content: DraftContent, { version: baseVersion, id }: SeenDraft): Promise<boolean> {
    const threadId = threadIdOfConversation(key);
    const { body, replyToId, attachmentIds } = content;
    try {
      const { version } = await this.api.put<DraftVersion>(`/rooms/${roomIdOfConversation(key)}/draft`, {
        body,
        baseVersion,
        ...(threadId && { threadId }),
        ...(replyToId && { replyToId }),
        ...(attachmentIds.length > 0 && { attachmentIds }),
      });
      this.drafts.saveSeen(key, { ...content, id, version });
      return true;
    } catch (error) {
      const standing = error instanceof ApiProblem ? error.extension.draft : undefined;
      if (!standing) return false;
      // What stands there comes by the stream, which may be late; a tombstone has no words that could be lost.
      if (!isEmpty(standing)) await this.personal.refresh().catch(() => undefined);
      else this.drafts.saveSeen(key, { ...NOTHING_SEEN, id, version: standing.version });
      return isEmpty(standing);
    }
  }

  private localOf(key: string): DraftContent {
    const body = this.drafts.textOf(key);
    const replyToId = this.drafts.replyOf(key)?.id ?? null;
    const attachmentIds = body || replyToId ? this.drafts.seenOf(key).attachmentIds : [];
    return { body, replyToId, attachmentIds };
  }
}

const contentOf = ({ id, body, replyToId, attachmentIds }: DraftEntry, version: number): SeenDraft => ({
  id,
  body,
  replyToId,
  attachmentIds,
  version,
});
