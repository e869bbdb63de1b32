import { inject, Injectable } from '@angular/core';
import type { DBSchema } from 'idb';
import type { Message } from '@api/timeline/message.dto.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { Api } from '../api/api.ts';
import { Session } from '../auth/session.ts';
import { SENT_DATABASE } from '../auth/stored-identity.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { BrowserDatabase } from './browser-database.ts';
import type { OutboxItem } from './outbox-state.ts';
import { afterChange, doubtfulItems, keptItems, resent, type SentItem, sentItem } from './sent-state.ts';

const STORE = 'sent';

interface Schema extends DBSchema {
  [STORE]: { key: string; value: SentItem };
}

/**
 * Own messages that were acknowledged lately, in IndexedDB: those that a failover of the server's database has lost are sent again.
 * Without a disk nothing is kept, as before.
 */
@Injectable({ providedIn: 'root' })
export class SentMessages {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly rooms = inject(RoomsStore);
  private readonly database = new BrowserDatabase<Schema>(SENT_DATABASE, (database) =>
    database.createObjectStore(STORE, { keyPath: 'clientId' }),
  );

  async remember(item: OutboxItem, message: Message): Promise<void> {
    const epoch = this.rooms.room(item.roomId)?.epoch;
    if (epoch === undefined) return;
    await this.quietly((database) => database.put(STORE, sentItem(item, message, epoch, Date.now())));
  }

  /** Follows edits and deletions of own messages. */
  async follow(message: Message): Promise<void> {
    const { clientId } = message;
    if (!clientId || message.author?.id !== this.session.me()?.id) return;
    await this.quietly(async (database) => {
      const { store, done } = database.transaction(STORE, 'readwrite');
      const held = await store.get(clientId);
      const changed = held && afterChange(held, message);
      await Promise.all([changed && store.put(changed), changed === null && store.delete(clientId), done]);
    });
  }

  /** Finds what the server had acknowledged and does not have any more; oldest first. Call it after a `sync`. */
  async takeLost(): Promise<OutboxItem[]> {
    const epochs = new Map(this.rooms.all().map(({ id, epoch }) => [id, epoch]));
    const userId = this.session.me()?.id;
    const all = (await this.quietly((database) => database.getAll(STORE))) ?? [];
    const own = keptItems(all, epochs, Date.now()).filter((item) => item.userId === userId);
    const lost: SentItem[] = [];
    const found: SentItem[] = [];
    for (const ofRoom of doubtfulItems(own, epochs)) {
      const count = await this.countLost(ofRoom);
      lost.push(...ofRoom.slice(0, count).reverse());
      found.push(...ofRoom.slice(count));
    }
    const kept = new Set(keptItems(all, epochs, Date.now()).map(({ clientId }) => clientId));
    const gone = [...all.filter(({ clientId }) => !kept.has(clientId)), ...lost];
    await this.quietly(async (database) => {
      const { store, done } = database.transaction(STORE, 'readwrite');
      const seen = found.map((item) => store.put({ ...item, epoch: epochs.get(item.roomId) ?? item.epoch }));
      await Promise.all([...gone.map(({ clientId }) => store.delete(clientId)), ...seen, done]);
    });
    return lost.map(resent);
  }

  /** @param ofRoom newest first: where the server has one, it has all before it */
  private async countLost(ofRoom: readonly SentItem[]): Promise<number> {
    for (const [count, { messageId }] of ofRoom.entries()) if (await this.isStored(messageId)) return count;
    return ofRoom.length;
  }

  private async isStored(messageId: string): Promise<boolean> {
    try {
      await this.api.get<Message>(`/messages/${messageId}`);
      return true;
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 404) return false;
      throw error;
    }
  }

  private async quietly<T>(use: Parameters<typeof this.database.use<T>>[0]): Promise<T | undefined> {
    try {
      return await this.database.use(use);
    } catch {
      return undefined; // no disk
    }
  }
}
