import type { Room } from '@api/rooms/rooms.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import type { DBSchema } from 'idb';
import { OFFLINE_DATABASE } from '../auth/stored-identity.ts';
import type { PersonalState } from '../personal/personal-state.ts';
import type { RoomWindow } from '../messages/messages-state.ts';
import { BrowserDatabase } from '../outbox/browser-database.ts';

/** Names on people's devices: they stay as they are. */
const STORE = 'shelf';
const ROOMS_KEY = 'rooms';
const PEOPLE_KEY = 'people';
const PERSONAL_KEY = 'personal';

interface CacheEntry {
  key: string;
  userId: string;
  value: unknown;
}

interface Schema extends DBSchema {
  [STORE]: { key: string; value: CacheEntry };
}

/** What was read last, in IndexedDB, for times without a connection. Only a copy: losing it loses no data. */
export class OfflineCache {
  private readonly database = new BrowserDatabase<Schema>(OFFLINE_DATABASE, (database) =>
    database.createObjectStore(STORE, { keyPath: 'key' }),
  );

  constructor(private readonly userId: string) {}

  putRooms(rooms: readonly Room[]): Promise<unknown> {
    return this.put(ROOMS_KEY, rooms);
  }

  putWindow(roomId: string, window: RoomWindow): Promise<unknown> {
    return this.put(roomId, window);
  }

  putPeople(people: readonly UserSummary[]): Promise<unknown> {
    return this.put(PEOPLE_KEY, people);
  }

  putPersonal(state: PersonalState): Promise<unknown> {
    return this.put(PERSONAL_KEY, state);
  }

  async personal(): Promise<PersonalState | null> {
    return ((await this.get(PERSONAL_KEY)) as PersonalState | undefined) ?? null;
  }

  async people(): Promise<UserSummary[]> {
    return ((await this.get(PEOPLE_KEY)) as UserSummary[] | undefined) ?? [];
  }

  async rooms(): Promise<Room[]> {
    return ((await this.get(ROOMS_KEY)) as Room[] | undefined) ?? [];
  }

  async window(roomId: string): Promise<RoomWindow | null> {
    return ((await this.get(roomId)) as RoomWindow | undefined) ?? null;
  }

  private put(key: string, value: unknown): Promise<unknown> {
    const entry: CacheEntry = { key, userId: this.userId, value };
    return this.database.use((database) => database.put(STORE, entry));
  }

  private async get(key: string): Promise<unknown> {
    const entry = await this.database.use((database) => database.get(STORE, key));
    return entry?.userId === this.userId ? entry.value : undefined;
  }
}
