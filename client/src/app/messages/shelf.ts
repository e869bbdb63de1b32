import type { Room } from '@api/rooms/rooms.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { SHELF } from '../auth/kept.ts';
import type { RoomWindow } from './messages-state.ts';

const STORE = 'shelf';
const ROOMS = 'rooms';
const PEOPLE = 'people';

interface Kept {
  key: string;
  userId: string;
  value: unknown;
}

/** What was read last, on the disk: for times without a connection. It is a copy; nothing is lost with it. */
export class Shelf {
  private database: Promise<IDBDatabase> | null = null;

  constructor(private readonly userId: string) {}

  keepRooms(rooms: readonly Room[]): Promise<unknown> {
    return this.put(ROOMS, rooms);
  }

  keepWindow(roomId: string, window: RoomWindow): Promise<unknown> {
    return this.put(roomId, window);
  }

  keepPeople(people: readonly UserSummary[]): Promise<unknown> {
    return this.put(PEOPLE, people);
  }

  async people(): Promise<UserSummary[]> {
    return ((await this.get(PEOPLE)) as UserSummary[] | undefined) ?? [];
  }

  async rooms(): Promise<Room[]> {
    return ((await this.get(ROOMS)) as Room[] | undefined) ?? [];
  }

  async window(roomId: string): Promise<RoomWindow | null> {
    return ((await this.get(roomId)) as RoomWindow | undefined) ?? null;
  }

  private put(key: string, value: unknown): Promise<unknown> {
    const kept: Kept = { key, userId: this.userId, value };
    return this.run('readwrite', (store) => store.put(kept));
  }

  private async get(key: string): Promise<unknown> {
    const kept = await this.run('readonly', (store) => store.get(key) as IDBRequest<Kept | undefined>);
    return kept?.userId === this.userId ? kept.value : undefined;
  }

  private async run<T>(mode: IDBTransactionMode, what: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    this.database ??= open();
    const request = what((await this.database).transaction(STORE, mode).objectStore(STORE));
    return settled(request);
  }
}

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(SHELF, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' });
  const database = await settled(request);
  // Signing out in another tab must not wait for this one.
  database.onversionchange = () => database.close();
  return database;
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The browser refused its database'));
  });
