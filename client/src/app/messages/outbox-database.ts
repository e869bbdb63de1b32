import type { OutboxItem } from './outbox-state.ts';

const STORE = 'outbox';

/** The outbox on the disk: survives a reload, a crash and a closed tab. */
export class OutboxDatabase {
  private readonly database = open();

  async all(userId: string): Promise<OutboxItem[]> {
    const items = await this.run('readonly', (store) => store.getAll() as IDBRequest<OutboxItem[]>);
    return items.filter((item) => item.userId === userId);
  }

  async put(item: OutboxItem): Promise<void> {
    await this.run('readwrite', (store) => store.put(item));
  }

  /**
   * Changes an item as it is now: no other tab comes between.
   * @param how null when it is to stay as it is
   * @returns what `how` made of it, null also when it is not there
   */
  async change(clientId: string, how: (item: OutboxItem) => OutboxItem | null): Promise<OutboxItem | null> {
    let changed: OutboxItem | null = null;
    await this.transact((store) => {
      const found = store.get(clientId) as IDBRequest<OutboxItem | undefined>;
      found.onsuccess = () => {
        changed = found.result ? how(found.result) : null;
        if (changed) store.put(changed);
      };
    });
    return changed;
  }

  async remove(clientId: string): Promise<void> {
    await this.run('readwrite', (store) => store.delete(clientId));
  }

  private async run<T>(mode: IDBTransactionMode, what: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    return (await this.transact(what, mode)).result;
  }

  /** @returns what `what` gave, once all of it is on the disk */
  private async transact<R>(what: (store: IDBObjectStore) => R, mode: IDBTransactionMode = 'readwrite'): Promise<R> {
    const transaction = (await this.database).transaction(STORE, mode, { durability: 'strict' });
    const given = what(transaction.objectStore(STORE));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(given);
      transaction.onabort = () => reject(transaction.error ?? new Error('The browser refused to keep the message'));
    });
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('parley', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'clientId' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The browser refused its database'));
  });
}
