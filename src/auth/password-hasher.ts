import { createHmac } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { hash, verify } from '@node-rs/bcrypt';
import { Config } from '../common/config.ts';
import { Problem } from '../common/problem.ts';

const COST = 12;
/** Two at a time leave the other threads of the pool to the rest of the server. */
const AT_ONCE = 2;
/** About eight seconds of work; beyond that an honest "later" is better than a time-out. */
const WAITING = 64;
const SCHEME = 'bcrypt-hmac$';

/**
 * Password hashes: `bcrypt-hmac$` + bcrypt(base64(HMAC-SHA-384(pepper, password))), the form of OWASP's Password
 * Storage Cheat Sheet. bcrypt alone would ignore whatever follows byte 72; the scheme's name lets another follow.
 */
@Injectable()
export class Passwords implements OnModuleInit {
  private readonly pepper: Buffer;
  private running = 0;
  private readonly queue: (() => void)[] = [];
  private nobody = '';

  constructor(config: Config) {
    this.pepper = config.key('password');
  }

  async onModuleInit(): Promise<void> {
    this.nobody = await this.hash('nobody has this password');
  }

  async hash(password: string): Promise<string> {
    return SCHEME + (await this.turn(() => hash(this.keyed(password), COST)));
  }

  /** Takes the same time when there is nobody to compare with (`stored` is null): names cannot be told by the clock. */
  async matches(password: string, stored: string | null | undefined): Promise<boolean> {
    const against = (stored ?? this.nobody).slice(SCHEME.length);
    const same = await this.turn(() => verify(this.keyed(password), against));
    return same && Boolean(stored);
  }

  private keyed(password: string): string {
    return createHmac('sha384', this.pepper).update(password, 'utf8').digest('base64');
  }

  private async turn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= AT_ONCE) {
      if (this.queue.length >= WAITING) throw new Problem('unavailable', undefined, undefined, 5);
      await new Promise<void>((resolve) => this.queue.push(resolve));
    } else this.running++;
    try {
      return await work();
    } finally {
      const next = this.queue.shift();
      if (next) next();
      else this.running--;
    }
  }
}
