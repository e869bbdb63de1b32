import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DomainEvents } from '../common/domain-events.ts';
import { Bus } from './bus.ts';

/** What a connection says of its person. */
export type Availability = 'online' | 'away' | 'offline';

/** A person came, went or fell idle. */
export class AvailabilityChanged {
  constructor(
    readonly userId: string,
    readonly availability: Availability,
    /** True on the node that the person was connected to: the one that writes it down. */
    readonly here: boolean,
  ) {}
}

const AWAY_AFTER = 10 * 60_000;
/** A reload or a short loss of network is not an absence. */
const GRACE = 3_000;
const HEARTBEAT = 15_000;
/** A node that missed three heartbeats is gone, and its people with it. */
const NODE_LOST_AFTER = 3 * HEARTBEAT;

type Node = { people: Map<string, Availability>; heardAt: number };
type Heartbeat = { node: string; people: [string, Availability][] };
type Change = { node: string; userId: string; availability: Availability };

/**
 * Who is connected, to any node. Each node knows its own sockets and tells the others about changes at once and about
 * everybody in a heartbeat, so a lost hint or a killed node is mended within 45 seconds.
 */
@Injectable()
export class PresenceHeartbeat implements OnModuleInit, OnApplicationShutdown {
  /** Person → connection → when it last did something. */
  private readonly sockets = new Map<string, Map<string, number>>();
  private readonly nodes = new Map<string, Node>();
  private readonly known = new Map<string, Availability>();
  private readonly timers: NodeJS.Timeout[] = [];
  private stopped = false;

  constructor(
    private readonly bus: Bus,
    private readonly announcements: DomainEvents,
  ) {}

  onModuleInit(): void {
    this.bus.on('presence', (heartbeat: Heartbeat) => this.hear(heartbeat));
    this.bus.on('presence_change', (change: Change) => this.hearChange(change));
    this.bus.on('presence_ask', () => this.beat());
    this.bus.publish('presence_ask', {});
    this.timers.push(setInterval(() => this.tick(), HEARTBEAT).unref());
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    for (const timer of this.timers) clearInterval(timer);
    this.bus.publish('presence', { node: this.bus.nodeId, people: [] } satisfies Heartbeat);
  }

  availabilityOf(userId: string): Availability {
    return this.known.get(userId) ?? 'offline';
  }

  connected(userId: string, socketId: string): void {
    this.recordActivity(userId, socketId);
  }

  /** The connection did something that a person does. */
  recordActivity(userId: string, socketId: string): void {
    const sockets = this.sockets.get(userId) ?? new Map<string, number>();
    sockets.set(socketId, Date.now());
    this.sockets.set(userId, sockets);
    if (this.availabilityOf(userId) !== 'online') this.settle(userId, true);
  }

  disconnected(userId: string, socketId: string): void {
    const sockets = this.sockets.get(userId);
    sockets?.delete(socketId);
    if (sockets?.size) return;
    this.sockets.delete(userId);
    setTimeout(() => this.settle(userId, true), GRACE).unref();
  }

  private here(userId: string): Availability {
    const sockets = this.sockets.get(userId);
    if (!sockets) return 'offline';
    return Math.max(...sockets.values()) > Date.now() - AWAY_AFTER ? 'online' : 'away';
  }

  /** Announces what changed, if anything did. */
  private settle(userId: string, here: boolean): void {
    if (this.stopped) return; // everybody goes now, and nobody is left to hear of it
    const all = [this.here(userId), ...[...this.nodes.values()].map((node) => node.people.get(userId) ?? 'offline')];
    const availability = all.includes('online') ? 'online' : all.includes('away') ? 'away' : 'offline';
    if (availability === this.availabilityOf(userId)) return;
    if (availability === 'offline') this.known.delete(userId);
    else this.known.set(userId, availability);
    if (here)
      this.bus.publish('presence_change', {
        node: this.bus.nodeId,
        userId,
        availability: this.here(userId),
      } satisfies Change);
    void this.announcements.publish(new AvailabilityChanged(userId, availability, here));
  }

  private beat(): void {
    const people = [...this.sockets.keys()].map((userId): [string, Availability] => [userId, this.here(userId)]);
    this.bus.publish('presence', { node: this.bus.nodeId, people } satisfies Heartbeat);
  }

  private hear({ node, people }: Heartbeat): void {
    const before = this.nodes.get(node)?.people ?? new Map<string, Availability>();
    const now = new Map(people);
    if (now.size) this.nodes.set(node, { people: now, heardAt: Date.now() });
    else this.nodes.delete(node);
    for (const userId of new Set([...before.keys(), ...now.keys()])) this.settle(userId, false);
  }

  private hearChange({ node, userId, availability }: Change): void {
    const people = this.nodes.get(node)?.people ?? new Map<string, Availability>();
    if (availability === 'offline') people.delete(userId);
    else people.set(userId, availability);
    this.nodes.set(node, { people, heardAt: Date.now() });
    this.settle(userId, false);
  }

  private tick(): void {
    for (const [node, { heardAt }] of this.nodes)
      if (heardAt < Date.now() - NODE_LOST_AFTER) this.hear({ node, people: [] });
    for (const userId of this.sockets.keys()) this.settle(userId, true);
    this.beat();
  }
}
