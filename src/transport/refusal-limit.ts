import { Injectable } from '@nestjs/common';
import { Bus } from '../cluster/bus.ts';
import { Config } from '../common/config.ts';
import type { ProblemCode } from '../common/problem.ts';

/** Refusals that a correct client rarely causes. */
const COUNTED: ReadonlySet<ProblemCode> = new Set(['too_many_requests', 'invalid_input', 'unknown_command']);
const MAX_REFUSALS = 30;
const PERIOD_MS = 10_000;
/** Doubles each time. */
const FIRST_WAIT_MS = 10_000;
const MAX_WAIT_MS = 300_000;
/** After this time the waits start over. */
const FORGET_AFTER_MS = 600_000;

interface Refusals {
  endsAt: number;
  count: number;
}

interface Wait {
  until: number;
  times: number;
}

/**
 * Closes the connections of people whose commands are refused again and again, and delays their next connection: each
 * refusal has a cost. Counted per person over all sockets of this node; the delay holds on all nodes.
 */
@Injectable()
export class RefusalLimit {
  private readonly refusals = new Map<string, Refusals>();
  private readonly waits = new Map<string, Wait>();

  constructor(
    private readonly config: Config,
    private readonly bus: Bus,
  ) {
    bus.on('refused_too_often', ({ userId }: { userId: string }) => this.delay(userId));
  }

  /** Counts another refusal. True when the connection is to be closed. */
  exceeds(userId: string, code: ProblemCode): boolean {
    if (!COUNTED.has(code)) return false;
    const now = Date.now();
    const last = this.refusals.get(userId);
    const current = last && last.endsAt > now ? last : { endsAt: now + PERIOD_MS, count: 0 };
    if (!last) forget(this.refusals, ({ endsAt }) => endsAt < now);
    this.refusals.set(userId, current);
    current.count++;
    return current.count > Math.max(1, MAX_REFUSALS * this.config.env.RATE_LIMIT_SCALE);
  }

  /** Delays the next connection of the person, on all nodes. */
  penalise(userId: string): void {
    this.delay(userId);
    this.bus.publish('refused_too_often', { userId });
  }

  /** Seconds until the person may connect, or 0. */
  waitSeconds(userId: string): number {
    return Math.max(0, Math.ceil(((this.waits.get(userId)?.until ?? 0) - Date.now()) / 1000));
  }

  private delay(userId: string): void {
    const now = Date.now();
    forget(this.waits, ({ until }) => until < now - FORGET_AFTER_MS);
    const last = this.waits.get(userId);
    if (last && last.until > now) return; // several sockets of the person at once
    const times = (last?.times ?? 0) + 1;
    this.waits.set(userId, { until: now + Math.min(FIRST_WAIT_MS * 2 ** (times - 1), MAX_WAIT_MS), times });
  }
}

const MAX_REMEMBERED = 1_000;

/** Removes what is over from a table that has grown. */
function forget<Value>(table: Map<string, Value>, isOver: (value: Value) => boolean): void {
  if (table.size < MAX_REMEMBERED) return;
  for (const [key, value] of table) if (isOver(value)) table.delete(key);
}
