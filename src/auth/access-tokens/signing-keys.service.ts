import { createSecretKey } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Config } from '../../common/config.ts';
import { ScheduledTasks } from '../../common/scheduled-tasks.ts';
import { SigningKeyEntity } from './signing-key.entity.ts';

/** An old key verifies this long after its successor was created: longer than any token is valid. */
const OVERLAP_MS = 15 * 60_000;
const RELOAD_MS = 60_000;
/** Tokens that name unknown keys cause at most a single reload in this time. */
const MIN_RELOAD_MS = 5_000;

/** The keys that sign access tokens, newest first. The command `rotate-keys` creates another. */
@Injectable()
export class SigningKeysService implements OnModuleInit {
  private keys: SigningKeyEntity[] = [];
  /** Cached by id: every request needs a key, and deriving it costs more than verifying a token. */
  private readonly derived = new Map<number, Buffer>();
  private loadedAt = 0;

  constructor(
    @InjectRepository(SigningKeyEntity) private readonly stored: Repository<SigningKeyEntity>,
    private readonly config: Config,
    tasks: ScheduledTasks,
  ) {
    tasks.onEveryNode(RELOAD_MS, 'signing keys', () => this.load());
  }

  onModuleInit(): Promise<void> {
    return this.load();
  }

  /** The key to sign with, and the `kid` that names it. */
  get newest(): { kid: string; key: Buffer } {
    const [newest] = this.keys;
    if (!newest) throw new Error('The migrations make the first signing key');
    return { kid: String(newest.id), key: this.derive(newest.id) };
  }

  /** The key with this `kid`; undefined when it is unknown or no longer valid. */
  async byKeyId(kid: unknown): Promise<Buffer | undefined> {
    if (typeof kid !== 'string') return undefined;
    const known = () => this.keys.findIndex(({ id }) => String(id) === kid);
    // It may have been created a moment ago, by a command or another node.
    if (known() < 0 && this.loadedAt < Date.now() - MIN_RELOAD_MS) await this.load();
    const index = known();
    const key = this.keys[index];
    const successor = this.keys[index - 1];
    if (!key || (successor && successor.createdAt.getTime() < Date.now() - OVERLAP_MS)) return undefined;
    return this.derive(key.id);
  }

  /** Creates a key, which signs tokens from now on. */
  async rotate(): Promise<void> {
    await this.stored.insert({});
    await this.load();
  }

  private async load(): Promise<void> {
    this.loadedAt = Date.now();
    this.keys = await this.stored.find({ order: { id: 'DESC' }, take: 2 });
  }

  /**
   * A key object, although the types of the JWT library expect bytes: from bytes it would create a key object per
   * token.
   */
  private derive(id: number): Buffer {
    const key = this.derived.get(id) ?? (createSecretKey(this.config.key(`access-token/${id}`)) as unknown as Buffer);
    this.derived.set(id, key);
    return key;
  }
}
