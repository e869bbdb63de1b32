import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DomainEvents } from '../common/domain-events.ts';
import { Bus } from './bus.ts';

/** A person's availability, derived from their connections. */
export type Availability = 'online' | 'away' | 'offline';

/** The availability of a person changed: online, away or offline. */
export class AvailabilityChanged {
  constructor(
    readonly userId: string,
    readonly availability: Availability,
    /** True on the node that the person was connected to, which stores it. */
    readonly here: boolean,
  ) {}
}

const AWAY_AFTER_MS = 10 * 60_000;
/** A reload or a short loss of network is not an absence. */
const OFFLINE_DELAY_MS = 3_000;
const HEARTBEAT_MS = 15_000;
/** A node that missed three heartbeats is lost, and its people with it. */
const NODE_LOST_AFTER_MS = 3 * HEARTBEAT_MS;

type Node = { people: Map<string, Availability>; receivedAt: number };
type Heartbeat = { node: string; people: [string, Availability][] };
type Change = { node: string; userId: string; availability: Availability };

/**
 * The connected people of all nodes. Each node knows its own sockets, sends changes to the others at once and all of
 * its people in a heartbeat, so a lost hint or a killed node is repaired within 45 seconds.
 */
@Injectable()
export class PresenceHeartbeat implements OnModuleInit, OnApplicationShutdown {
  /** User id → socket id → time of its last activity, in milliseconds since 1970. */
  private readonly sockets = new Map<string, Map<string, number>>();
  private readonly nodes = new Map<string, Node>();
  private readonly known = new Map<string, Availability>();
  private readonly timers: NodeJS.Timeout[] = [];
  private stopped = false;

  constructor(
    private readonly bus: Bus,
    private readonly events: DomainEvents,
  ) {}

  onModuleInit(): void {
    this.bus.on('presence', (heartbeat: Heartbeat) => this.receiveHeartbeat(heartbeat));
    this.bus.on('presence_change', (change: Change) => this.receiveChange(change));
    this.bus.on('presence_ask', () => this.sendHeartbeat());
    this.bus.publish('presence_ask', {});
    this.timers.push(setInterval(() => this.tick(), HEARTBEAT_MS).unref());
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

  /** Records activity: the socket sent a command that only a person causes. */
  recordActivity(userId: string, socketId: string): void {
    const sockets = this.sockets.get(userId) ?? new Map<string, number>();
    sockets.set(socketId, Date.now());
    this.sockets.set(userId, sockets);
    if (this.availabilityOf(userId) !== 'online') this.update(userId, true);
  }

  disconnected(userId: string, socketId: string): void {
    const sockets = this.sockets.get(userId);
    sockets?.delete(socketId);
    if (sockets?.size) return;
    this.sockets.delete(userId);
    setTimeout(() => this.update(userId, true), OFFLINE_DELAY_MS).unref();
  }

  private availabilityHere(userId: string): Availability {
    const sockets = this.sockets.get(userId);
    if (!sockets) return 'offline';
    return Math.max(...sockets.values()) > Date.now() - AWAY_AFTER_MS ? 'online' : 'away';
  }

  /** Publishes a change of availability, if any. */
  private update(userId: string, here: boolean): void {
    if (this.stopped) return; // all sockets close now, and none is left to receive it
    const all = [
      this.availabilityHere(userId),
      ...[...this.nodes.values()].map((node) => node.people.get(userId) ?? 'offline'),
    ];
    const availability = all.includes('online') ? 'online' : all.includes('away') ? 'away' : 'offline';
    if (availability === this.availabilityOf(userId)) return;
    if (availability === 'offline') this.known.delete(userId);
    else this.known.set(userId, availability);
    if (here)
      this.bus.publish('presence_change', {
        node: this.bus.nodeId,
        userId,
        availability: this.availabilityHere(userId),
      } satisfies Change);
    void this.events.publish(new AvailabilityChanged(userId, availability, here));
  }

  private sendHeartbeat(): void {
    const people = [...this.sockets.keys()].map((userId): [string, Availability] => [
      userId,
      this.availabilityHere(userId),
    ]);
    this.bus.publish('presence', { node: this.bus.nodeId, people } satisfies Heartbeat);
  }

  private receiveHeartbeat({ node, people }: Heartbeat): void {
    const before = this.nodes.get(node)?.people ?? new Map<string, Availability>();
    const now = new Map(people);
    if (now.size) this.nodes.set(node, { people: now, receivedAt: Date.now() });
    else this.nodes.delete(node);
    for (const userId of new Set([...before.keys(), ...now.keys()])) this.update(userId, false);
  }

  private receiveChange({ node, userId, availability }: Change): void {
    const people = this.nodes.get(node)?.people ?? new Map<string, Availability>();
    if (availability === 'offline') people.delete(userId);
    else people.set(userId, availability);
    this.nodes.set(node, { people, receivedAt: Date.now() });
    this.update(userId, false);
  }

  private tick(): void {
    for (const [node, { receivedAt }] of this.nodes)
      if (receivedAt < Date.now() - NODE_LOST_AFTER_MS) this.receiveHeartbeat({ node, people: [] });
    for (const userId of this.sockets.keys()) this.update(userId, true);
    this.sendHeartbeat();
  }
}
