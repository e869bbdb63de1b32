import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';

/** How long to wait before a Cluster that did not answer is asked again. */
const ASK_AGAIN_MS = 1_000;

/**
 * The channels of Redis that hints go through. An ordinary channel of a Cluster is carried by each of its nodes; a sharded
 * one (Redis 7) only by the node that has its slot, so that hints are shared among them. All nodes of Parley must agree:
 * a Cluster is asked what it has.
 */
export class HintChannels {
  private readonly logger = new Logger(HintChannels.name);
  /** Undefined until a Cluster has answered. */
  private sharded: boolean | undefined;
  private asking?: Promise<boolean>;
  private isClosed = false;

  constructor(
    private readonly publisher: Redis,
    private readonly subscriber: Redis,
    receive: (text: string) => void,
  ) {
    if (!publisher.isCluster) this.sharded = false;
    else publisher.on('ready', () => void this.isSharded());
    publisher.on('end', () => (this.isClosed = true));
    subscriber.on('message', (_channel, text: string) => receive(text));
    subscriber.on('smessage', (_channel, text: string) => receive(text));
  }

  get isPublishing(): boolean {
    return this.publisher.status === 'ready';
  }

  get isListening(): boolean {
    return this.subscriber.status === 'ready';
  }

  /** A channel that every node listens to; it is never sharded. */
  async subscribeToShared(channel: string): Promise<void> {
    await this.subscriber.subscribe(channel);
  }

  async publishToShared(channel: string, text: string): Promise<void> {
    await this.publisher.publish(channel, text);
  }

  /** @returns the channels that cannot be listened to */
  async subscribe(channels: string[]): Promise<string[]> {
    if (!(await this.isSharded())) {
      await this.subscriber.subscribe(...channels);
      return [];
    }
    // One by one: a command may name channels of one slot only.
    const answers = await Promise.allSettled(channels.map((channel) => this.subscriber.ssubscribe(channel)));
    return channels.filter((_, index) => answers[index]?.status === 'rejected');
  }

  async unsubscribe(channels: string[]): Promise<void> {
    // All at once: a subscription that follows must not be overtaken.
    if (await this.isSharded()) await Promise.all(channels.map((channel) => this.subscriber.sunsubscribe(channel)));
    else await this.subscriber.unsubscribe(...channels);
  }

  /** Before the Cluster has answered, the hint goes the ordinary way and may be lost. */
  async publish(channel: string, text: string): Promise<void> {
    if (this.sharded) await this.publisher.spublish(channel, text);
    else await this.publisher.publish(channel, text);
  }

  private isSharded(): Promise<boolean> {
    if (this.sharded !== undefined) return Promise.resolve(this.sharded);
    return (this.asking ??= this.askUntilAnswered());
  }

  private async askUntilAnswered(): Promise<boolean> {
    while (this.sharded === undefined && !this.isClosed) {
      this.sharded = await hasShardedChannels(this.publisher);
      if (this.sharded === undefined) await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS).unref());
    }
    if (this.sharded) this.logger.log('Hints go through sharded channels');
    return this.sharded ?? false;
  }
}

/** Undefined when the Cluster did not answer; that the question is forbidden counts as a no. */
async function hasShardedChannels(redis: Redis): Promise<boolean | undefined> {
  try {
    const [command] = (await redis.call('COMMAND', 'INFO', 'SPUBLISH')) as unknown[];
    return Array.isArray(command);
  } catch (error) {
    return /^(ERR|NOPERM) /.test((error as Error).message) ? false : undefined;
  }
}
