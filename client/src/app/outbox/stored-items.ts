import { signal } from '@angular/core';
import { OutboxDatabase } from './outbox-database.ts';
import { mergedWithUnsaved, type OutboxItem } from './outbox-state.ts';

/** The items of the outbox: in memory at once, then on the disk, where every tab sees them. */
export class StoredItems {
  private readonly database = new OutboxDatabase(() => void this.reload());
  private readonly otherTabs = new BroadcastChannel('parley.outbox');
  private readonly state = signal<readonly OutboxItem[]>([]);
  /** Oldest first. */
  readonly items = this.state.asReadonly();
  /** Items that are not on the disk yet, and ids of those that may still be there although they are settled. */
  private readonly unsaved = new Map<string, OutboxItem>();
  private readonly settledIds = new Set<string>();
  private reading: Promise<void> | null = null;
  private isOutdated = false;

  /** @param onRead called after the disk was read */
  constructor(
    private readonly userId: () => string,
    private readonly onRead: () => void,
  ) {
    this.otherTabs.onmessage = () => void this.reload();
  }

  /** Takes a new or changed item: on the screen at once, then on the disk. */
  async put(item: OutboxItem): Promise<void> {
    this.unsaved.set(item.clientId, item);
    this.state.update((items) => mergedWithUnsaved(items, this.unsaved, this.settledIds));
    try {
      await this.database.put(item);
      if (this.unsaved.get(item.clientId) === item) this.unsaved.delete(item.clientId);
      this.otherTabs.postMessage(item.clientId);
    } catch {
      // No disk (private browsing, full, stuck): it is still sent from memory.
    }
  }

  /** Takes an item that was settled here before. */
  async restore(item: OutboxItem): Promise<void> {
    this.settledIds.delete(item.clientId);
    await this.put(item);
  }

  /**
   * Changes an item on the disk, where all tabs see it, or in memory where the disk does not hold it yet.
   * @throws when the disk holds it and does not answer
   */
  async change(clientId: string, apply: (item: OutboxItem) => OutboxItem | null): Promise<OutboxItem | null> {
    const changed = await this.database.change(clientId, apply).catch((error: unknown) => {
      if (this.unsaved.has(clientId)) return null;
      throw error;
    });
    const inMemory = this.unsaved.get(clientId);
    const result = changed ?? (inMemory ? apply(inMemory) : null);
    if (!result || this.settledIds.has(clientId)) return null;
    if (inMemory) this.unsaved.set(clientId, result);
    this.state.update((items) => items.map((each) => (each.clientId === clientId ? result : each)));
    this.otherTabs.postMessage(clientId);
    return result;
  }

  async remove(clientId: string | null): Promise<void> {
    if (!clientId) return;
    this.settledIds.add(clientId);
    this.unsaved.delete(clientId);
    this.state.update((items) => mergedWithUnsaved(items, this.unsaved, this.settledIds));
    try {
      await this.database.remove(clientId);
      this.otherTabs.postMessage(clientId);
    } catch {
      // No disk, as above. The server answers a repeat after a reload with the first message.
    }
  }

  /** Reads the disk once at a time, and again if it was written meanwhile: an outdated read must not win. */
  reload(): Promise<void> {
    this.isOutdated = true;
    this.reading ??= this.readDisk().finally(() => (this.reading = null));
    return this.reading;
  }

  private async readDisk(): Promise<void> {
    while (this.isOutdated) {
      this.isOutdated = false;
      try {
        this.state.set(mergedWithUnsaved(await this.database.all(this.userId()), this.unsaved, this.settledIds));
      } catch {
        // Without a disk there are only the items of this tab.
      }
    }
    this.onRead();
  }
}
