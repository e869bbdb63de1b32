import { computed, effect, inject, Injectable, signal, untracked } from '@angular/core';
import type { DraftEntry, DraftVersion } from '@api/drafts/drafts.dto.ts';
import { Api } from '../../api/api.ts';
import { ApiProblem } from '../../api/api-problem.ts';
import { Session } from '../../auth/session.ts';
import { ActiveTab } from '../../connection/active-tab.ts';
import { ChatSocket } from '../../connection/chat-socket.ts';
import { Outbox } from '../../outbox/outbox.ts';
import { PersonalStore } from '../../personal/personal-store.ts';
import { PendingFiles } from '../../uploads/pending-files.ts';
import {
  conversationKeyOf,
  conversationOfDraft,
  editKeyOf,
  editOfDraft,
  roomIdOfConversation,
  threadIdOfConversation,
} from '../conversation-key.ts';
import { type DraftContent, isEmpty, isSame, mergeOf, NOTHING_SEEN, type SeenDraft } from './draft-sync-state.ts';
import { Drafts } from './drafts.ts';
import { LocalDrafts } from './local-drafts.ts';

const DEBOUNCE_MS = 1_000;

/**
 * Keeps the drafts of this device and those of the server the same. What is typed is on the disk at once and on the server
 * a second later; without a connection it follows once there is one. No words are overwritten that were not seen: of two
 * devices that write at the same time both keep theirs until the reader decides. Files of both go together.
 */
@Injectable({ providedIn: 'root' })
export class DraftSync {
  private readonly api = inject(Api);
  private readonly drafts = inject(Drafts);
  private readonly local = inject(LocalDrafts);
  private readonly files = inject(PendingFiles);
  private readonly outbox = inject(Outbox);
  private readonly personal = inject(PersonalStore);
  private readonly session = inject(Session);
  private readonly socket = inject(ChatSocket);
  private readonly tab = inject(ActiveTab);
  /** The conversation whose field has the focus. */
  private readonly heldKey = signal<string | null>(null);
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly pushing = new Set<string>();
  private readonly taking = new Set<string>();
  /** The versions that messages were sent with: the server removes them, and says so later. */
  private readonly sent = new Map<string, number>();

  /** What the server holds, by the keys of drafts, in the newest version that this device was told. */
  private readonly served = computed(() => {
    const served = new Map<string, SeenDraft>();
    // What has gone tells its id alone.
    const keys = new Map(this.local.keys().map((key) => [this.drafts.seenOf(key).id, key]));
    for (const { kind, revision: version, id, value } of this.personal.state().items.values()) {
      if (kind !== 'draft') continue;
      const draft = value as DraftEntry | null;
      const known = draft ? keyOf(draft) : keys.get(id);
      if (known) served.set(known, draft ? contentOf(draft, version) : { ...NOTHING_SEEN, id, version });
    }
    return served;
  });

  constructor() {
    this.drafts.onWrite((key) => this.schedule(key, DEBOUNCE_MS));
    this.files.onWrite((key) => this.schedule(key, DEBOUNCE_MS));
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
    return server && this.mergeOf(key, server) === 'conflict' ? server : null;
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
    const restore = this.restorer(key);
    await this.take(key, other, true);
    return restore;
  }

  /** Removes a draft, here and on the server. @returns brings it back */
  clear(key: string): () => void {
    const restore = this.restorer(key);
    this.local.clear(key);
    this.schedule(key, 0);
    return restore;
  }

  /** @returns brings back what stands there now */
  restorer(key: string): () => void {
    const restore = this.local.snapshot(key);
    return () => {
      restore();
      this.schedule(key, 0);
    };
  }

  /** Keeps the words of this device, and replaces those of the other one. */
  async keepOwn(key: string, other: SeenDraft): Promise<void> {
    await this.take(key, other, false);
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

  private mergeOf(key: string, server: SeenDraft): ReturnType<typeof mergeOf> {
    const isHeld = this.heldKey() === conversationOfDraft(key);
    return mergeOf(this.local.contentOf(key), this.drafts.seenOf(key), server, isHeld);
  }

  private mergeAll(): void {
    for (const [key, server] of this.served()) {
      const merge = this.mergeOf(key, server);
      if (merge === 'seen' || merge === 'adopt') void this.take(key, server, merge === 'adopt');
      const seen = this.drafts.seenOf(key);
      if (merge === 'unchanged' && !seen.id) this.local.saveSeen(key, { ...seen, id: server.id });
    }
    for (const key of this.local.keys()) this.schedule(key, DEBOUNCE_MS);
  }

  /** One at a time; a version that comes meanwhile follows. */
  private async take(key: string, server: SeenDraft, withWords: boolean): Promise<void> {
    if (this.taking.has(key)) return;
    this.taking.add(key);
    await this.local.take(key, server, withWords);
    this.taking.delete(key);
    if ((this.served().get(key)?.version ?? 0) > server.version) this.mergeAll();
    else this.schedule(key, DEBOUNCE_MS);
  }

  private schedule(key: string, delayMs: number): void {
    if (isSame(this.local.contentOf(key), this.drafts.seenOf(key))) return;
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
    const [local, seen] = [this.local.contentOf(key), this.drafts.seenOf(key)];
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
    const [threadId, editOf] = [threadIdOfConversation(key), editOfDraft(key)];
    const { body, replyToId, attachmentIds } = content;
    try {
      const { version } = await this.api.put<DraftVersion>(`/rooms/${roomIdOfConversation(key)}/draft`, {
        body,
        baseVersion,
        ...(threadId && { threadId }),
        ...(editOf && { editOf }),
        ...(replyToId && { replyToId }),
        ...(attachmentIds.length > 0 && { attachmentIds }),
      });
      this.local.saveSeen(key, { ...content, id, version });
      return true;
    } catch (error) {
      const standing = error instanceof ApiProblem ? error.extension.draft : undefined;
      if (!standing) return false;
      // What stands there comes by the stream, which may be late; a tombstone has no words that could be lost.
      if (!isEmpty(standing)) await this.personal.refresh().catch(() => undefined);
      else await this.take(key, { ...NOTHING_SEEN, id, version: standing.version }, false);
      return isEmpty(standing);
    }
  }
}

const keyOf = ({ roomId, threadId, editOf }: DraftEntry): string => {
  const conversationKey = conversationKeyOf(roomId, threadId ?? undefined);
  return editOf ? editKeyOf(conversationKey, editOf) : conversationKey;
};

const contentOf = ({ id, body, replyToId, attachmentIds }: DraftEntry, version: number): SeenDraft => ({
  id,
  body,
  replyToId,
  attachmentIds,
  version,
});
