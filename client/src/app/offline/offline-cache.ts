import type { Room } from '@api/rooms/rooms.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import type { DBSchema } from 'idb';
import { OFFLINE_DATABASE } from '../auth/stored-identity.ts';
import type { RoomWindow } from '../messages/messages-state.ts';
import { BrowserDatabase } from '../outbox/browser-database.ts';

const STORE = 'shelf';
const ROOMS = 'rooms';
const PEOPLE = 'people';

interface Kept {
  key: string;
  userId: string;
  value: unknown;
}

interface Schema extends DBSchema {
  [STORE]: { key: string; value: Kept };
}

/** What was read last, on the disk: for times without a connection. It is a copy; nothing is lost with it. */
export class OfflineCache {
  private readonly disk = new BrowserDatabase<Schema>(OFFLINE_DATABASE, (database) =>
    database.createObjectStore(STORE, { keyPath: 'key' }),
  );

  constructor(private readonly userId: string) {}

  putRooms(rooms: readonly Room[]): Promise<unknown> {
    return this.put(ROOMS, rooms);
  }

  putWindow(roomId: string, window: RoomWindow): Promise<unknown> {
    return this.put(roomId, window);
  }

  putPeople(people: readonly UserSummary[]): Promise<unknown> {
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
    return this.disk.use((database) => database.put(STORE, kept));
  }

  private async get(key: string): Promise<unknown> {
    const kept = await this.disk.use((database) => database.get(STORE, key));
    return kept?.userId === this.userId ? kept.value : undefined;
  }
}
