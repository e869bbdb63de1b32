import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Config } from '../common/config.ts';
import { RedisConnections } from '../common/redis.ts';

const CHANNEL = 'parley:bus';

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
  private readonly handlers = new Map<string, (payload: never) => void>();
  private readonly publisher?: Redis;

  constructor(
    redis: RedisConnections,
    private readonly config: Config,
  ) {
    if (!redis.enabled) return;
    this.publisher = redis.open('bus-publisher');
    const subscriber = redis.open('bus-subscriber', { waiting: true });
    subscriber.on('message', (_channel, text: string) => this.receive(text));
    subscriber.subscribe(CHANNEL).catch((error: unknown) => this.logger.error(error));
  }

  /** Whether hints reach other nodes at the moment; without Redis there is no other node. */
  get isHealthy() {
    return !this.publisher || this.publisher.status === 'ready';
  }

  /** The payload is the argument of `publish` for this topic; both are written in the same class. */
  on(topic: string, handle: (payload: never) => void): void {
    this.handlers.set(topic, handle);
  }

  /** Sends a hint to the other nodes, never to this node. */
  publish(topic: string, payload: object): void {
    if (!this.config.env.TEST_HINTS) return;
    // A failed publish is a lost hint, which the repair poll makes up for.
    this.publisher?.publish(CHANNEL, JSON.stringify({ from: this.nodeId, topic, payload })).catch(() => undefined);
  }

  private receive(text: string): void {
    try {
      const { from, topic, payload } = JSON.parse(text) as { from: string; topic: string; payload: never };
      if (from !== this.nodeId) this.handlers.get(topic)?.(payload);
    } catch (error) {
      this.logger.error(error);
    }
  }
}
