import { createSecretKey } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Config } from '../common/config.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';
import { SigningKeyEntity } from './signing-key.entity.ts';

/** What an old key has signed stays valid this long after its successor was made: longer than any token lives. */
const OVERLAP_MS = 15 * 60_000;
const RELOAD_MS = 60_000;
/** A token that names a key we do not know may not make us ask the database more often than this. */
const MIN_RELOAD_MS = 5_000;

/** The keys that access tokens are signed with, newest first. `rotate-keys` makes another. */
@Injectable()
export class SigningKeysService implements OnModuleInit {
  private keys: SigningKeyEntity[] = [];
  /** By id: every handshake and request needs one, and deriving costs more than verifying. */
  private readonly derived = new Map<number, Buffer>();
  private loadedAt = 0;

  constructor(
    @InjectRepository(SigningKeyEntity) private readonly stored: Repository<SigningKeyEntity>,
    private readonly config: Config,
    rounds: ScheduledTasks,
  ) {
    rounds.onEveryNode(RELOAD_MS, 'signing keys', () => this.load());
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

  /** The key that a token names, if what it signed still counts. */
  async byKeyId(kid: unknown): Promise<Buffer | undefined> {
    if (typeof kid !== 'string') return undefined;
    const known = () => this.keys.findIndex(({ id }) => String(id) === kid);
    // Made a moment ago, by a command or for another node?
    if (known() < 0 && this.loadedAt < Date.now() - MIN_RELOAD_MS) await this.load();
    const place = known();
    const key = this.keys[place];
    const successor = this.keys[place - 1];
    if (!key || (successor && successor.createdAt.getTime() < Date.now() - OVERLAP_MS)) return undefined;
    return this.derive(key.id);
  }

  /** From now on tokens are signed with a new key. */
  async rotate(): Promise<void> {
    await this.stored.insert({});
    await this.load();
  }

  private async load(): Promise<void> {
    this.loadedAt = Date.now();
    this.keys = await this.stored.find({ order: { id: 'DESC' }, take: 2 });
  }

  /** A key object, though what signs and verifies asks for bytes by its types: of those it makes one for every token. */
  private derive(id: number): Buffer {
    const key = this.derived.get(id) ?? (createSecretKey(this.config.key(`access-token/${id}`)) as unknown as Buffer);
    this.derived.set(id, key);
    return key;
  }
}
