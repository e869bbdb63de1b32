import { Injectable, Logger } from '@nestjs/common';
import { type Audience, Bus } from '../cluster/bus.ts';
import { RecentDeliveries } from '../cluster/recent-deliveries.ts';
import { DatabaseHistory } from '../common/database/database-history.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';

/** Maximum number of emits for a change of a state that never settles; the next `sync` brings the rest. */
const MAX_EMITS = 10;
/** As often as the repair poll of messages. */
const MISSED_HINTS_POLL_MS = 2_000;

/** How a kind of state reaches clients. */
export interface StateSource<Key, State> {
  /** The state as it is now; undefined when there is nothing to emit. */
  read(key: Key): Promise<State | undefined>;
  emit(key: Key, state: State): void;
  /** Compares two reads of the state. Without it a change is read and emitted once. */
  equals?(emitted: State, now: State): boolean;
}

/**
 * Emits a state until it is stable. Two changes at the same time may be read and emitted in either order, so the
 * emitted state is read again and emitted again if it differs. `RoomFeed` does the same for messages, which are
 * ordered.
 */
export class StateBroadcaster<Key, State> {
  constructor(private readonly source: StateSource<Key, State>) {}

  /** @param current the state, when the caller has just read it */
  async broadcast(key: Key, current?: State): Promise<void> {
    const state = current ?? (await this.source.read(key));
    if (state === undefined) return;
    this.source.emit(key, state);
    await this.emitNewer(key, state, MAX_EMITS - 1);
  }

  /** Emits states that are newer than the state of the clients; at most 10 times. */
  async emitNewer(key: Key, emitted: State, maxEmits = MAX_EMITS): Promise<void> {
    const { source } = this;
    if (!source.equals) return;
    for (let emits = 0; emits < maxEmits; emits++) {
      const now = await source.read(key);
      if (now === undefined || source.equals(emitted, now)) return;
      source.emit(key, now);
      emitted = now;
    }
  }
}

/** Identifies a change, so that nodes find changes whose hint was lost. */
export interface ChangeVersions<Key> {
  idOf(key: Key): string;
  /** The version of the newest change; undefined for a change that the poll does not cover. */
  versionOf(key: Key): number | undefined | Promise<number | undefined>;
  /** Recent changes, within a window longer than any transaction takes to commit. */
  recent(): Promise<{ key: Key; version: number }[]>;
  /** Shared by broadcasters that deliver changes of the same rows. */
  deliveries?: RecentDeliveries;
  /** The key is the state, so a version is delivered once. Otherwise each hint makes the node read the state again. */
  once?: boolean;
}

/** A state of which every node informs its own connections. */
export interface ClusterStateSource<Key extends object, State> extends StateSource<Key, State> {
  /** The hint's topic on the bus; its payload is the key. */
  topic: string;
  /** Whom a change concerns: only nodes with one of their connections get the hint. Without it all nodes do. */
  audienceOf?(key: Key): Audience;
  /** Done on each node before the state is read. */
  before?(key: Key): void | Promise<void>;
  versions?: ChangeVersions<Key>;
}

/** Emits a state on every node: at once, by a hint on the bus, or by a poll when the hint is lost. */
export class ClusterStateBroadcaster<Key extends object, State> {
  private readonly logger = new Logger(StateBroadcaster.name);
  private readonly local: StateBroadcaster<Key, State>;
  private readonly deliveries: RecentDeliveries;

  constructor(
    private readonly source: ClusterStateSource<Key, State>,
    private readonly bus: Bus,
    tasks: ScheduledTasks,
    history: DatabaseHistory,
  ) {
    const { topic, versions } = source;
    this.local = new StateBroadcaster(source);
    this.deliveries = versions?.deliveries ?? new RecentDeliveries();
    history.onChange(() => this.deliveries.clear());
    bus.on(topic, (key: Key) => void this.publishLocally(key));
    if (versions) tasks.onEveryNode(MISSED_HINTS_POLL_MS, `missed hints: ${topic}`, () => this.deliverMissed(versions));
  }

  /** Call it after the commit. */
  async publish(key: Key): Promise<void> {
    const audience = this.source.audienceOf?.(key);
    if (audience) this.bus.publishTo(audience, this.source.topic, key);
    else this.bus.publish(this.source.topic, key);
    await this.publishLocally(key);
  }

  /** To this node's connections; a failure is logged; the poll or the next `sync` repairs it. */
  async publishLocally(key: Key): Promise<void> {
    try {
      await this.deliver(key);
    } catch (error) {
      this.logger.warn(`${this.source.topic} is not delivered yet: ${String(error)}`);
    }
  }

  private async deliver(key: Key): Promise<void> {
    const { source } = this;
    const { versions } = source;
    const id = versions?.idOf(key) ?? '';
    // Read before the state: a change from now on is another version.
    const version = await versions?.versionOf(key);
    if (version !== undefined && !this.deliveries.record(id, version) && versions?.once) return;
    try {
      await source.before?.(key);
      await this.local.broadcast(key);
    } catch (error) {
      if (version !== undefined) this.deliveries.forget(id);
      throw error;
    }
  }

  private async deliverMissed(versions: ChangeVersions<Key>): Promise<void> {
    for (const { key, version } of await versions.recent())
      if (!this.deliveries.has(versions.idOf(key), version)) await this.publishLocally(key);
  }
}

/** Creates the broadcasters of features. */
@Injectable()
export class StateBroadcasterFactory {
  constructor(
    private readonly bus: Bus,
    private readonly tasks: ScheduledTasks,
    private readonly history: DatabaseHistory,
  ) {}

  /** Call it in a constructor: the poll begins once the application has started. */
  create<Key extends object, State>(source: ClusterStateSource<Key, State>): ClusterStateBroadcaster<Key, State> {
    return new ClusterStateBroadcaster(source, this.bus, this.tasks, this.history);
  }
}
