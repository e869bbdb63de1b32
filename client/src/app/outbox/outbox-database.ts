import type { DBSchema } from 'idb';
import { BrowserDatabase } from './browser-database.ts';
import type { OutboxItem } from './outbox-state.ts';

const STORE = 'outbox';

interface Schema extends DBSchema {
  [STORE]: { key: string; value: OutboxItem };
}

/** Flushed to the disk before the write counts: what is called stored survives a crash. */
const STRICT = { durability: 'strict' } as const;

/** The outbox in IndexedDB: survives a reload, a crash and a closed tab. */
export class OutboxDatabase {
  private readonly database: BrowserDatabase<Schema>;

  /** @param onReturn called when the stored items may differ from those that were read */
  constructor(onReturn: () => void) {
    this.database = new BrowserDatabase<Schema>(
      'parley',
      (database) => database.createObjectStore(STORE, { keyPath: 'clientId' }),
      onReturn,
    );
  }

  async all(userId: string): Promise<OutboxItem[]> {
    const items = await this.database.use((database) => database.getAll(STORE));
    return items.filter((item) => item.userId === userId);
  }

  async put(item: OutboxItem): Promise<void> {
    await this.database.use(async (database) => {
      const { store, done } = database.transaction(STORE, 'readwrite', STRICT);
      await Promise.all([store.put(item), done]);
    });
  }

  /**
   * Changes an item in a single transaction, so that no other tab comes between. Does nothing once the caller has timed
   * out.
   * @param change returns null where the item is to stay as it is
   * @returns what `change` returned; null also when there is no such item
   */
  change(clientId: string, change: (item: OutboxItem) => OutboxItem | null): Promise<OutboxItem | null> {
    return this.database.use(async (database, isAwaited) => {
      const { store, done } = database.transaction(STORE, 'readwrite', STRICT);
      const found = await store.get(clientId);
      const changed = found && isAwaited() ? change(found) : null;
      await Promise.all([changed && store.put(changed), done]);
      return changed;
    });
  }

  async remove(clientId: string): Promise<void> {
    await this.database.use(async (database) => {
      const { store, done } = database.transaction(STORE, 'readwrite', STRICT);
      await Promise.all([store.delete(clientId), done]);
    });
  }
}
