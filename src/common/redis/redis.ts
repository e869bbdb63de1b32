import { Global, Injectable, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { Config } from '../config.ts';
import { redisAddress } from './redis-address.ts';

/** Redis connections, and whether Redis is configured: without Redis the server runs as a single node. */
@Injectable()
export class RedisConnections implements OnApplicationShutdown {
  private readonly logger = new Logger('Redis');
  private readonly opened: Redis[] = [];

  constructor(private readonly config: Config) {}

  get enabled() {
    return this.config.env.REDIS_URL !== undefined;
  }

  /**
   * A connection that reconnects automatically. Commands fail at once while Redis is unavailable and after half a
   * second when it hangs (`waiting: true`, for subscribers, waits instead), because Redis must not delay a request.
   * @param options.sharded that it may subscribe to sharded channels of a Cluster
   */
  open(name: string, { waiting = false, sharded = false } = {}): Redis {
    const options = {
      connectionName: `parley:${name}`,
      maxRetriesPerRequest: null,
      retryStrategy: (attempt: number) => Math.min(attempt * 100, 2_000),
      // An old primary that came back as a replica: the next connection asks where the primary is.
      reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
      ...(!waiting && { enableOfflineQueue: false, commandTimeout: 500 }),
    };
    const redis = connect(this.config.env.REDIS_URL ?? '', options, { sharded });
    // Without a listener ioredis prints each attempt; a single line per outage is enough.
    let down = false;
    redis.on('error', (error) => {
      if (!down) this.logger.warn(`${name}: ${error.message}`);
      down = true;
    });
    redis.on('ready', () => {
      if (down) this.logger.log(`${name}: back`);
      down = false;
    });
    this.opened.push(redis);
    return redis;
  }

  onApplicationShutdown(): void {
    for (const redis of this.opened) redis.disconnect();
  }
}

/** A Cluster has the commands of a single Redis; Parley's scripts use keys of one slot. */
export function connect(url: string, options: RedisOptions, { sharded = false } = {}): Redis {
  const address = redisAddress(url);
  if (address.kind === 'single') return new Redis(address.url, options);
  if (address.kind === 'sentinel') return new Redis({ ...options, ...address.options });
  const { enableOfflineQueue = true, ...ofNodes } = options;
  const cluster = new Cluster(address.nodes, {
    enableOfflineQueue,
    shardedSubscribers: sharded,
    redisOptions: { ...ofNodes, ...address.options },
  });
  return cluster as unknown as Redis;
}

@Global()
@Module({ providers: [RedisConnections], exports: [RedisConnections] })
export class RedisModule {}
