import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../common/config.ts';
import { DomainEvents } from '../common/domain-events.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';
import { firstIdOf } from '../notifications/digest.repository.ts';
import { AttentionLedger } from '../notifications/attention/attention-ledger.ts';
import { attentionFor } from '../notifications/notifications.policy.ts';
import { MessagesCommitted } from '../timeline/timeline-events.ts';
import { PushAttention } from './push-attention.ts';
import { type PushCandidate, PushCandidatesRepository } from './push-candidates.repository.ts';
import { PushDevicesRepository } from './push-devices.repository.ts';
import { PushSender } from './push-sender.ts';
import { ONLINE_DELAY_MS, pushFor, refusedPush } from './push.policy.ts';
import { type NewPush, PushesRepository } from './pushes.repository.ts';

const SWEEP_MS = 5_000;
/** Messages whose people are looked up together. */
const MAX_BATCH_MESSAGES = 500;
/** Messages that may wait for their look-up; more are left to the sweep. */
const MAX_WAITING = 5_000;
/** Older messages are left to nobody: the clocks of a node and of the database may differ by a minute. */
const SWEPT_MS = 180_000;

/**
 * Decides which devices hear of a message, right after its commit and on the node that has committed it; nothing waits for it.
 * What a crash leaves out, the sweep of any node finds within seconds: a decision is a row, and the first one stays.
 */
@Injectable()
export class PushPlanner {
  private readonly logger = new Logger(PushPlanner.name);
  private waiting: string[] = [];
  private isPlanning = false;
  /** Whether anybody has a device, as of the last sweep: without any, a message costs nothing. */
  private hasDevices = false;

  constructor(
    private readonly candidates: PushCandidatesRepository,
    private readonly devices: PushDevicesRepository,
    private readonly pushes: PushesRepository,
    private readonly attention: PushAttention,
    private readonly sender: PushSender,
    private readonly ledger: AttentionLedger,
    { push }: Config,
    events: DomainEvents,
    tasks: ScheduledTasks,
  ) {
    if (!push.enabled) return;
    events.on(MessagesCommitted, ({ messages }) => this.committed(messages.map(({ id }) => id)));
    tasks.onEveryNode(SWEEP_MS, 'look for devices', () => this.lookForDevices());
    tasks.onOneNode(SWEEP_MS, 'find messages to push', () => this.sweep());
  }

  /** A device was added here: the next message may be for it. */
  deviceAdded(): void {
    this.hasDevices = true;
  }

  /** Decides about messages that nothing was decided about. */
  async sweep(): Promise<void> {
    await this.devices.removeEnded();
    if (!(await this.devices.hasAny())) return;
    await this.decide(await this.candidates.recent(firstIdOf(new Date(Date.now() - SWEPT_MS))));
  }

  private committed(messageIds: string[]): Promise<void> | undefined {
    if (!this.hasDevices || this.waiting.length >= MAX_WAITING) return undefined;
    this.waiting.push(...messageIds);
    return this.isPlanning ? undefined : this.plan();
  }

  /** Messages that are committed during a look-up share the next one. */
  private async plan(): Promise<void> {
    this.isPlanning = true;
    await new Promise(setImmediate);
    while (this.waiting.length) {
      const batch = this.waiting.splice(0, MAX_BATCH_MESSAGES);
      try {
        await this.decide(await this.candidates.of(batch));
      } catch (error) {
        this.logger.warn(`Pushes of ${batch.length} messages are left to the sweep: ${String(error)}`);
      }
    }
    this.isPlanning = false;
  }

  private async decide(candidates: PushCandidate[]): Promise<void> {
    if (!candidates.length) return;
    const here = await this.attention.mentioningHere(candidates);
    const now = new Date();
    const pushes = candidates.flatMap((candidate) => this.pushesOf(candidate, here.has(candidate.messageId), now));
    if (!pushes.length) return;
    await this.pushes.insert(pushes);
    this.sender.wake();
  }

  private pushesOf(candidate: PushCandidate, mentionsHere: boolean, now: Date): NewPush[] {
    const { messageId, userId, roomId, seq, lastReadSeq } = candidate;
    const presence = this.attention.presenceOf(userId);
    const attention = attentionFor({ ...candidate, presence, isAuthor: false, mentionsHere }, now);
    const { kind } = attention;
    // A message with nothing for a person is not worth a row; `PushLogService` says so when asked.
    if (kind === null) return [];
    const { when, reason } = pushFor(attention, presence, lastReadSeq >= seq);
    if (when === 'never') this.ledger.note(refusedPush(candidate, attention));
    const dueInMs = when === 'never' ? null : when === 'now' ? 0 : ONLINE_DELAY_MS;
    const wasOnline = when === 'later';
    return (candidate.deviceIds ?? []).map((deviceId) => ({
      deviceId,
      messageId,
      userId,
      roomId,
      seq,
      kind,
      reason,
      wasOnline,
      dueInMs,
    }));
  }

  private async lookForDevices(): Promise<void> {
    this.hasDevices = await this.devices.hasAny();
  }
}
