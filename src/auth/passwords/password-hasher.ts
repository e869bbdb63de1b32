import { createHmac } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { hash, verify } from '@node-rs/bcrypt';
import { Config } from '../../common/config.ts';
import { Problem } from '../../common/problem.ts';

const COST = 12;
/** Maximum number of concurrent hashes: two leave the other threads of the pool to the rest of the server. */
const MAX_RUNNING = 2;

/** The purpose of a hash: a sign-in or a confirmation by password, or anything else. */
export type HashPurpose = 'sign-in' | 'other';

/** Per purpose: about eight seconds of work. Further requests are refused at once instead of timing out. */
const MAX_WAITING = 64;
const SCHEME = 'bcrypt-hmac$';

/**
 * Password hashes: `bcrypt-hmac$` + bcrypt(base64(HMAC-SHA-384(pepper, password))), the form of OWASP's Password
 * Storage Cheat Sheet. bcrypt alone ignores everything after byte 72. The prefix names the scheme, so that it can be replaced later.
 */
@Injectable()
export class PasswordHasher implements OnModuleInit {
  private readonly pepper: Buffer;
  private running = 0;
  /** A queue per purpose, so that neither can fill the other; they are served in turn. */
  private readonly queues: Record<HashPurpose, (() => void)[]> = { 'sign-in': [], other: [] };
  private lastServed: HashPurpose = 'other';
  private decoyHash = '';

  constructor(config: Config) {
    this.pepper = config.key('password');
  }

  async onModuleInit(): Promise<void> {
    this.decoyHash = await this.hash('nobody has this password');
  }

  async hash(password: string): Promise<string> {
    return SCHEME + (await this.enqueue('other', () => hash(this.keyed(password), COST)));
  }

  /** Takes the same time when `stored` is null, so that response times do not reveal which names exist. */
  async matches(password: string, stored: string | null | undefined, purpose: HashPurpose): Promise<boolean> {
    const against = (stored ?? this.decoyHash).slice(SCHEME.length);
    const same = await this.enqueue(purpose, () => verify(this.keyed(password), against));
    return same && Boolean(stored);
  }

  private keyed(password: string): string {
    return createHmac('sha384', this.pepper).update(password, 'utf8').digest('base64');
  }

  /** @throws Problem `unavailable` when the queue of the purpose is full */
  private async enqueue<T>(purpose: HashPurpose, work: () => Promise<T>): Promise<T> {
    if (this.running >= MAX_RUNNING) {
      const queue = this.queues[purpose];
      if (queue.length >= MAX_WAITING) throw new Problem('unavailable', undefined, undefined, 5);
      await new Promise<void>((resolve) => queue.push(resolve));
    } else this.running++;
    try {
      return await work();
    } finally {
      const next = this.nextWaiting();
      if (next) next();
      else this.running--;
    }
  }

  private nextWaiting(): (() => void) | undefined {
    const other: HashPurpose = this.lastServed === 'sign-in' ? 'other' : 'sign-in';
    for (const purpose of [other, this.lastServed]) {
      const next = this.queues[purpose].shift();
      if (!next) continue;
      this.lastServed = purpose;
      return next;
    }
    return undefined;
  }
}
