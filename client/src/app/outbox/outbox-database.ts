import type { DBSchema } from 'idb';
import { BrowserDatabase } from './browser-database.ts';
import type { OutboxItem } from './outbox-state.ts';

const STORE = 'outbox';

interface Schema extends DBSchema {
  [STORE]: { key: string; value: OutboxItem };
}

/** Written through before it counts: what is called kept survives a crash. */
const STRICT = { durability: 'strict' } as const;

/** The outbox on the disk: survives a reload, a crash and a closed tab. */
export class OutboxDatabase {
  private readonly disk: BrowserDatabase<Schema>;

  /** @param onReturn called when the disk may hold other items than it told of */
  constructor(onReturn: () => void) {
    this.disk = new BrowserDatabase<Schema>(
      'parley',
      (database) => database.createObjectStore(STORE, { keyPath: 'clientId' }),
      onReturn,
    );
  }

  async all(userId: string): Promise<OutboxItem[]> {
    const items = await this.disk.use((database) => database.getAll(STORE));
    return items.filter((item) => item.userId === userId);
  }

  async put(item: OutboxItem): Promise<void> {
    await this.disk.use(async (database) => {
      const { store, done } = database.transaction(STORE, 'readwrite', STRICT);
      await Promise.all([store.put(item), done]);
    });
  }

  /**
   * Changes an item as it is now: no other tab comes between. Not at all once nothing waits for it any more.
   * @param how null when it is to stay as it is
   * @returns what `how` made of it, null also when it is not there
   */
  change(clientId: string, how: (item: OutboxItem) => OutboxItem | null): Promise<OutboxItem | null> {
    return this.disk.use(async (database, isAwaited) => {
      const { store, done } = database.transaction(STORE, 'readwrite', STRICT);
      const found = await store.get(clientId);
      const changed = found && isAwaited() ? how(found) : null;
      await Promise.all([changed && store.put(changed), done]);
      return changed;
    });
  }

  async remove(clientId: string): Promise<void> {
    await this.disk.use(async (database) => {
      const { store, done } = database.transaction(STORE, 'readwrite', STRICT);
      await Promise.all([store.delete(clientId), done]);
    });
  }
}
