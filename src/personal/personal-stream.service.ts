import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../common/database/database.ts';
import { limits } from '../shared/limits.ts';
import type { PersonalChanges, PersonalItem, PersonalKindName } from './personal.dto.ts';
import { PersonalKinds } from './personal-kinds.ts';
import {
  type NumberedChange,
  type PersonalChange,
  type PersonalKey,
  type PersonalPosition,
  PersonalRepository,
} from './personal.repository.ts';

/** Up to where a client knows what is personal. */
export interface HeldPersonal {
  revision: number;
  epoch?: number | undefined;
  /** Whether it goes on with the pages of an answer. */
  continued?: boolean | undefined;
}

/** What a write has done: its answer, and the items that have changed by it. */
export interface PersonalWrite<T> {
  answer: T;
  changes: PersonalChange[];
}

/**
 * What only one person sees, on all of their devices: one revision for each person, in the order of commits. From any
 * revision, of any age and on any node, `since` gives exactly what is missing, or says `reset`.
 */
@Injectable()
export class PersonalStream {
  private readonly listeners: ((key: PersonalKey) => Promise<void>)[] = [];

  constructor(
    private readonly database: Database,
    private readonly repository: PersonalRepository,
    private readonly kinds: PersonalKinds,
  ) {}

  /**
   * Runs a write in a transaction that holds the person's head from its start, then tells all devices what has changed.
   * @param lockRooms locks heads of rooms, which come before those of people, also where a message is sent
   */
  async write<T>(
    userId: string,
    work: (tx: Tx) => Promise<PersonalWrite<T>>,
    lockRooms?: (tx: Tx) => Promise<void>,
  ): Promise<T> {
    const { answer, keys } = await this.database.transaction(async (tx) => {
      await lockRooms?.(tx);
      await this.repository.lock(tx, userId);
      const written = await work(tx);
      return { answer: written.answer, keys: await this.record(tx, userId, written.changes) };
    });
    await this.publish(keys);
    return answer;
  }

  /** Gives changes their revisions, in a transaction that has locked the head. Publish them after the commit. */
  async record(tx: Tx, userId: string, changes: readonly PersonalChange[]): Promise<PersonalKey[]> {
    return changes.length ? this.repository.record(tx, userId, changes) : [];
  }

  /** The same for several people at once: locks their heads, in the order of their ids, until the transaction ends. */
  async recordForEach(tx: Tx, changes: readonly (PersonalChange & { userId: string })[]): Promise<PersonalKey[]> {
    const keys: PersonalKey[] = [];
    const byPerson = [...Map.groupBy(changes, ({ userId }) => userId)].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [userId, own] of byPerson) {
      await this.repository.lock(tx, userId);
      keys.push(...(await this.repository.record(tx, userId, own)));
    }
    return keys;
  }

  /** The revision that the next change will get, in a transaction that has locked the head. */
  nextRevision(tx: Tx, userId: string): Promise<number> {
    return this.repository.nextRevision(tx, userId);
  }

  /** Call it after the commit. */
  async publish(keys: readonly PersonalKey[]): Promise<void> {
    for (const key of keys) for (const listener of this.listeners) await listener(key);
  }

  /** Calls the listener with each change that this node has committed. */
  onChange(listener: (key: PersonalKey) => Promise<void>): void {
    this.listeners.push(listener);
  }

  async since(userId: string, held: HeldPersonal): Promise<PersonalChanges> {
    const asked = await this.repository.since(userId, held.revision);
    const isKnown = isBeginning(held, asked);
    const { changes, revision: now, epoch } = isKnown ? asked : await this.repository.since(userId, 0);
    const page = changes.slice(0, limits.personalPerAnswer);
    const more = changes.length > page.length;
    const revision = more ? (page.at(-1)?.revision ?? now) : now;
    return { items: await this.itemsOf(userId, page), revision, more, reset: !isKnown, epoch };
  }

  /** An item after its last change; undefined once it is forgotten. */
  async item(key: PersonalKey): Promise<PersonalItem | undefined> {
    const change = await this.repository.find(key);
    return change && (await this.itemsOf(key.userId, [change]))[0];
  }

  private async itemsOf(userId: string, changes: readonly NumberedChange[]): Promise<PersonalItem[]> {
    const values = new Map<string, PersonalItem['value']>();
    for (const [kind, some] of Map.groupBy(
      changes.filter(({ isGone }) => !isGone),
      (each) => each.kind,
    )) {
      const read = await this.kinds.find(kind)?.read(
        userId,
        some.map(({ id }) => id),
      );
      for (const [id, value] of read ?? []) values.set(`${kind} ${id}`, value);
    }
    return changes.map(({ kind, id, revision }) => ({
      kind: kind as PersonalKindName,
      id,
      revision,
      value: values.get(`${kind} ${id}`) ?? null,
    }));
  }
}

/** Whether what the client holds is the beginning of this stream, and nothing of it is gone and forgotten. */
function isBeginning({ revision, epoch, continued = false }: HeldPersonal, now: PersonalPosition): boolean {
  if (revision === 0) return true;
  if (revision > now.revision || (epoch ?? now.epoch) !== now.epoch) return false;
  return continued || revision >= now.forgotten;
}
