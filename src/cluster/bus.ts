import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Config } from '../common/config.ts';
import { RedisConnections } from '../common/redis.ts';

const CHANNEL = 'parley:bus';

type HintHandler = (payload: never, history: number | undefined) => void;

interface Hint {
  from: string;
  topic: string;
  payload: never;
  /** Missing in hints of older nodes, and in those that are of no history. */
  history?: number;
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
  on(topic: string, handle: HintHandler): void {
    this.handlers.set(topic, handle);
  }

  /** Sends a hint to the other nodes, never to this node. @param history the generation of the database that it is of */
  publish(topic: string, payload: object, history?: number): void {
    if (!this.config.env.TEST_HINTS) return;
    // A failed publish is a lost hint, which the repair poll makes up for.
    this.publisher
      ?.publish(CHANNEL, JSON.stringify({ from: this.nodeId, topic, payload, history }))
      .catch(() => undefined);
  }

  private receive(text: string): void {
    try {
      const { from, topic, payload, history } = JSON.parse(text) as Hint;
      if (from !== this.nodeId) this.handlers.get(topic)?.(payload, history);
    } catch (error) {
      this.logger.error(error);
    }
  }
}
