import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { Problem } from '../../common/problem.ts';
import { asProblem } from '../../common/problem.filter.ts';
import { HOOK_ANSWERS, type HookWord, hookWordOf } from './hook-answers.ts';
import { HookAddresses } from './hook-addresses.ts';
import { HookPoster } from './hook-poster.ts';
import { isHookSecret } from './hook-secrets.ts';
import type { HookEntity } from './hook.entity.ts';
import { HooksRepository } from './hooks.repository.ts';
import { type CallHeaders, readCall } from './payloads/payload-reader.ts';
import type { HookMessage } from './payloads/hook-message.ts';

/** A call as it came. */
export interface IncomingCall {
  hookId: string;
  secret: string;
  body: Buffer;
  headers: CallHeaders;
  ip: string;
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
/** By which of these a program says that a call is a repeat. */
const KEY_HEADERS = ['idempotency-key', 'webhook-id', 'x-github-delivery', 'x-gitlab-event-uuid', 'request-id'];
const MAX_KEY = 300;
/** Between two records of calls that a hook has no rate left for. */
const LIMITED_RECORD_MS = 10_000;

/** Takes what programs send to hooks. */
@Injectable()
export class IncomingCallsService {
  private readonly logger = new Logger('Hooks');
  /** When a call over the rate was last recorded, by hook. */
  private readonly limitedAt = new Map<string, number>();

  constructor(
    private readonly hooks: HooksRepository,
    private readonly addresses: HookAddresses,
    private readonly poster: HookPoster,
    private readonly rates: RateLimits,
  ) {}

  /**
   * What the call is answered. An unknown hook, a disabled one and a wrong secret are told apart by nothing.
   * @throws Problem
   */
  async receive(call: IncomingCall): Promise<HookWord> {
    const hook = UUID.test(call.hookId) ? await this.hooks.byId(call.hookId) : undefined;
    if (!isHookSecret(call.secret, hook) || !hook) {
      await this.rates.take('hookFailure', call.ip);
      throw new Problem('not_found');
    }
    if (hook.disabledAt) throw new Problem('not_found');
    return this.recorded(hook, call.body.length, async () => {
      await this.rates.take('hook', hook.id);
      this.assertSigned(hook, call);
      const read = readCall(call.body, call.headers);
      if (read === 'nothing') return 'ok';
      if (typeof read === 'string') return read;
      await this.poster.post(hook, read.message, keyOf(call.headers));
      return 'ok';
    });
  }

  /** How a message by those who manage the hook is answered. */
  async test(hook: HookEntity, message: HookMessage): Promise<HookWord> {
    if (hook.disabledAt) return 'no_service';
    try {
      return await this.recorded(hook, 0, async () => {
        await this.rates.take('hook', hook.id);
        await this.poster.post(hook, message);
        return 'ok';
      });
    } catch (error) {
      return hookWordOf(asProblem(error));
    }
  }

  private async recorded(hook: HookEntity, bytes: number, act: () => Promise<HookWord>): Promise<HookWord> {
    try {
      const word = await act();
      await this.record(hook.id, word, bytes);
      return word;
    } catch (error) {
      await this.record(hook.id, hookWordOf(asProblem(error)), bytes);
      throw error;
    }
  }

  /** The message is written by now: what a record fails by changes no answer. */
  private async record(hookId: string, word: HookWord, bytes: number): Promise<void> {
    if (word === 'rate_limited' && !this.isDue(hookId)) return;
    // Nothing is recorded where the database is away.
    if (word === 'service_unavailable') return;
    await this.hooks
      .recordCall(hookId, HOOK_ANSWERS[word], word, bytes)
      .catch((error: unknown) => this.logger.warn(`A call was not recorded: ${(error as Error).name}`));
  }

  private isDue(hookId: string): boolean {
    const now = Date.now();
    if (now - (this.limitedAt.get(hookId) ?? 0) < LIMITED_RECORD_MS) return false;
    this.limitedAt.set(hookId, now);
    return true;
  }

  /** @throws Problem `forbidden` for what GitHub has not signed, where the hook knows its secret */
  private assertSigned(hook: HookEntity, { headers, body }: IncomingCall): void {
    if (!hook.githubSecret) return;
    const secret = this.addresses.open(hook.id, hook.githubSecret);
    const given = Buffer.from(String(headers['x-hub-signature-256'] ?? ''));
    const right = Buffer.from(
      `sha256=${createHmac('sha256', secret ?? '')
        .update(body)
        .digest('hex')}`,
    );
    const isRight = secret !== undefined && given.length === right.length && timingSafeEqual(given, right);
    if (!isRight) throw new Problem('forbidden');
  }
}

const keyOf = (headers: CallHeaders): string | undefined => {
  const name = KEY_HEADERS.find((each) => typeof headers[each] === 'string' && headers[each] !== '');
  return name && `${name} ${String(headers[name]).slice(0, MAX_KEY)}`;
};
