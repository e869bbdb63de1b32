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

  async remove(clientId: string): Promise<void> {
    await this.run('readwrite', (store) => store.delete(clientId));
  }

  private async run<T>(mode: IDBTransactionMode, what: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const transaction = (await this.database).transaction(STORE, mode, { durability: 'strict' });
    const request = what(transaction.objectStore(STORE));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
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
