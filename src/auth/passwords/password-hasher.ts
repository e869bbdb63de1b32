import { createHmac } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { hash, verify } from '@node-rs/bcrypt';
import { Config } from '../../common/config.ts';
import { FairQueue } from '../../common/limits/fair-queue.ts';

const COST = 12;
/** Maximum number of concurrent hashes: two leave the other threads of the pool to the rest of the server. */
const MAX_RUNNING = 2;

/** The purpose of a hash: a sign-in or a confirmation by password, or anything else. */
export type HashPurpose = 'sign-in' | 'other';

/** Per purpose: about eight seconds of work. Further requests are refused at once instead of timing out. */
const MAX_WAITING = 64;
/** Of these, for one account or address. */
const MAX_WAITING_PER_KEY = 24;
const RETRY_AFTER_SECONDS = 5;

const SCHEME = 'bcrypt-nfkc$';
/** Of the bytes as they were typed: an accent in a password let in from one kind of keyboard only. */
const RAW_SCHEME = 'bcrypt-hmac$';

/** The form of a password that is measured and hashed: the same on every keyboard (NIST SP 800-63B, 5.1.1.2). */
export const normalizedPassword = (password: string): string => password.normalize('NFKC');

/**
 * Password hashes: `bcrypt-nfkc$` + bcrypt(base64(HMAC-SHA-384(pepper, NFKC of the password))), the form of OWASP's
 * Password Storage Cheat Sheet. bcrypt alone ignores everything after byte 72. The prefix names the scheme, so that it
 * can be replaced: an older hash still matches, and `isOutdated` says that it should be made again.
 */
@Injectable()
export class PasswordHasher implements OnModuleInit {
  private readonly pepper: Buffer;
  /** Per purpose, so that neither can fill the other's; in each, accounts and addresses are served in turn. */
  private readonly queues: Record<HashPurpose, FairQueue> = { 'sign-in': queueOfPurpose(), other: queueOfPurpose() };
  /** The purposes in turn. Each has at most two at once here, and they wait for each other without a bound of their own. */
  private readonly processors = new FairQueue({
    maxRunning: MAX_RUNNING,
    maxRunningPerKey: MAX_RUNNING,
    maxWaiting: Infinity,
    maxWaitingPerKey: Infinity,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
  private decoyHash = '';

  constructor(config: Config) {
    this.pepper = config.key('password');
  }

  async onModuleInit(): Promise<void> {
    this.decoyHash = await this.hash('nobody has this password', 'server');
  }

  /**
   * @param payer the account or address whose share of the queue this takes
   * @throws Problem `unavailable` when too much waits
   */
  async hash(password: string, payer: string): Promise<string> {
    const typed = this.keyed(normalizedPassword(password));
    return SCHEME + (await this.enqueue('other', payer, () => hash(typed, COST)));
  }

  /**
   * Takes the same time when `stored` is null, so that response times do not reveal which names exist.
   * @param payer as for `hash`
   * @throws Problem `unavailable` when too much waits
   */
  async matches(
    password: string,
    stored: string | null | undefined,
    purpose: HashPurpose,
    payer: string,
  ): Promise<boolean> {
    const against = stored ?? this.decoyHash;
    const typed = this.keyed(isOutdated(against) ? password : normalizedPassword(password));
    const same = await this.enqueue(purpose, payer, () => verify(typed, against.slice(against.indexOf('$') + 1)));
    return same && Boolean(stored);
  }

  private keyed(password: string): string {
    return createHmac('sha384', this.pepper).update(password, 'utf8').digest('base64');
  }

  private enqueue<T>(purpose: HashPurpose, payer: string, work: () => Promise<T>): Promise<T> {
    return this.queues[purpose].run(payer, () => this.processors.run(purpose, work));
  }
}

/** Whether a hash should be made again, now that its password is known. */
export const isOutdated = (stored: string): boolean => stored.startsWith(RAW_SCHEME);

const queueOfPurpose = () =>
  new FairQueue({
    maxRunning: MAX_RUNNING,
    maxRunningPerKey: MAX_RUNNING,
    maxWaiting: MAX_WAITING,
    maxWaitingPerKey: MAX_WAITING_PER_KEY,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
