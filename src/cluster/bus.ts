import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../common/config.ts';
import { metrics } from '../common/observability/metrics.ts';
import { RedisConnections } from '../common/redis/redis.ts';
import { HintChannels } from './hint-channels.ts';

/** Every node receives the hints of this channel; those for an audience have a channel of their own below it. */
const CHANNEL = 'parley:bus';
/** Every node sends its presence to all others every 15 seconds. */
const OLDER_NODE_GONE_AFTER_MS = 60_000;
/** Redis must not delay a connection: what it does not answer in time is repaired. */
const MAX_SUBSCRIBING_MS = 300;

/** Whom a hint concerns. Only nodes with a connection of this room or person listen for it. */
export type Audience = `room:${string}` | `user:${string}`;

type HintHandler = (payload: never, history: number | undefined) => void;

interface Hint {
  from: string;
  topic: string;
  payload: never;
  /** Missing in hints of older nodes, and in those that are of no history. */
  history?: number;
  /** That the sender listens by audience; nodes of 0.1.0 do not. */
  audiences?: true;
  /** Of a hint that was sent to its audience as well, for nodes that do not listen by audience. */
  copy?: true;
}

/**
 * Carries hints to the other nodes: by Redis, or nowhere when this is the only node. A hint may be lost, repeated or
 * late; whatever depends on a hint has a repair of its own (the repair poll, `sync`, the presence heartbeat).
 *
 * Own publishing rather than Socket.IO's Redis adapter, because each node must put the messages of a room into order
 * and remember what it has emitted (see `RoomFeed`) before a packet leaves, and because emits stay local then, which
 * keeps delivering while Redis is away.
 */
@Injectable()
export class Bus {
  readonly nodeId = randomUUID();
  private readonly logger = new Logger(Bus.name);
  private readonly handlers = new Map<string, HintHandler>();
  private readonly channels?: HintChannels;
  /** What this node listens for, each with when it does. */
  private readonly listening = new Map<Audience, Promise<void>>();
  /** When a node of 0.1.0 was last heard, in milliseconds since 1970. */
  private olderNodeHeardAt = 0;

  constructor(
    redis: RedisConnections,
    private readonly config: Config,
  ) {
    if (!redis.enabled) return;
    const subscriber = redis.open('bus-subscriber', { waiting: true, sharded: true });
    this.channels = new HintChannels(redis.open('bus-publisher'), subscriber, (text) => this.receive(text));
    this.channels.subscribeToShared(CHANNEL).catch((error: unknown) => this.logger.error(error));
  }

  /** Whether hints reach other nodes at the moment; without Redis there is no other node. */
  get isHealthy() {
    return !this.channels || this.channels.isPublishing;
  }

  /** The payload is the argument of `publish` for this topic; both are written in the same class. */
  on(topic: string, handle: HintHandler): void {
    this.handlers.set(topic, handle);
  }

  /**
   * Hints for these audiences arrive from now on. Without an answer of Redis this resolves soon, and they arrive when it
   * is back.
   */
  async listen(audiences: Audience[]): Promise<void> {
    if (!this.channels) return;
    const added = audiences.filter((audience) => !this.listening.has(audience));
    const subscribed = added.length ? this.subscribe(this.channels, added) : undefined;
    for (const audience of added) if (subscribed) this.listening.set(audience, subscribed);
    if (!this.channels.isListening) return;
    const all = Promise.all(new Set(audiences.flatMap((audience) => this.listening.get(audience) ?? [])));
    await Promise.race([all, delay(MAX_SUBSCRIBING_MS, undefined, { ref: false })]);
  }

  /** The last connection of these audiences has gone. */
  unlisten(audiences: Audience[]): void {
    const gone = audiences.filter((audience) => this.listening.delete(audience));
    if (gone.length) this.channels?.unsubscribe(gone.map(channelOf)).catch(() => undefined);
  }

  /** Sends a hint to the other nodes, never to this node. @param history the generation of the database that it is of */
  publish(topic: string, payload: object, history?: number): void {
    this.sendToAll({ topic, payload, history });
  }

  /** The same for the nodes that listen for an audience. */
  publishTo(audience: Audience, topic: string, payload: object, history?: number): void {
    this.send((text, channels) => channels.publish(channelOf(audience), text), { topic, payload, history });
    if (this.olderNodeHeardAt > Date.now() - OLDER_NODE_GONE_AFTER_MS)
      this.sendToAll({ topic, payload, history, copy: true });
  }

  private async subscribe(channels: HintChannels, audiences: Audience[]): Promise<void> {
    const failed = await channels.subscribe(audiences.map(channelOf)).catch((error: unknown) => {
      this.logger.warn(`Redis refuses to listen: ${String(error)}`);
      return audiences.map(channelOf);
    });
    if (!failed.length) return;
    this.logger.warn(`No hints for ${failed.length} rooms or people`);
    for (const audience of audiences) if (failed.includes(channelOf(audience))) this.listening.delete(audience);
  }

  private sendToAll(hint: object): void {
    this.send((text, channels) => channels.publishToShared(CHANNEL, text), hint);
  }

  private send(publish: (text: string, channels: HintChannels) => Promise<void>, hint: object): void {
    if (!this.channels || !this.config.env.TEST_HINTS) return;
    // A failed publish is a lost hint, which the repair poll makes up for.
    publish(JSON.stringify({ from: this.nodeId, audiences: true, ...hint }), this.channels).catch(() => undefined);
  }

  private receive(text: string): void {
    try {
      const { from, topic, payload, history, audiences, copy } = JSON.parse(text) as Hint;
      if (from === this.nodeId || copy) return;
      if (!audiences) this.olderNodeHeardAt = Date.now();
      metrics.hintsReceived.inc({ topic });
      this.handlers.get(topic)?.(payload, history);
    } catch (error) {
      this.logger.error(error);
    }
  }
}

const channelOf = (audience: Audience): string => `${CHANNEL}:${audience}`;
