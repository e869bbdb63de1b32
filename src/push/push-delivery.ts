import { Injectable } from '@nestjs/common';
import { AttentionLedger } from '../notifications/attention/attention-ledger.ts';
import type { AttentionOutcome, AttentionReason } from '../notifications/attention/attention.dto.ts';
import { REASON_OF_KIND } from '../notifications/notifications.policy.ts';
import { languageFor } from '../users/recipient.ts';
import { type AnsweredPush, outcomeOf, type PushOutcome } from './push-answer.policy.ts';
import { PushAttention } from './push-attention.ts';
import { PushDevicesRepository } from './push-devices.repository.ts';
import { PushKeyring } from './push-keyring.ts';
import { payloadOf, type PushedMessage } from './push-payload.ts';
import { PushTransport } from './push-transport.ts';
import type { PushReason } from './push.dto.ts';
import { refusalOf, ttlOf, urgencyOf } from './push.policy.ts';
import { type DuePush, PushesRepository, type PushTarget } from './pushes.repository.ts';

type ReadyPush = DuePush & { target: PushTarget; message: NonNullable<DuePush['message']> };

/** Sends one push, if all that spoke for it still does, and follows the answer. */
@Injectable()
export class PushDelivery {
  constructor(
    private readonly pushes: PushesRepository,
    private readonly devices: PushDevicesRepository,
    private readonly attention: PushAttention,
    private readonly keyring: PushKeyring,
    private readonly transport: PushTransport,
    private readonly ledger: AttentionLedger,
  ) {}

  async deliver(push: DuePush): Promise<void> {
    const now = new Date();
    const refusal = this.refusalOf(push, now);
    if (refusal) await this.drop(push, refusal);
    else await this.send(push as ReadyPush, now);
  }

  private async drop(push: DuePush, reason: PushReason): Promise<void> {
    if (reason === 'read' || reason === 'online_read') this.note(push, 'none', 'read');
    await this.pushes.drop(push, reason);
  }

  private note(
    { messageId, userId, deviceId, kind }: DuePush,
    outcome: AttentionOutcome,
    reason: AttentionReason,
  ): void {
    this.ledger.note({ messageId, userId, channel: 'push', outcome, kind, reason, deviceIds: [deviceId] });
  }

  /** Asked again at the moment of sending: minutes may have passed, or days without a database. */
  private refusalOf(push: DuePush, now: Date): PushReason | null {
    const { target, message, kind, seq, decidedAt, wasOnline } = push;
    if (!target) return 'device_gone';
    if (!target.isLive) return 'session_ended';
    if (!message) return 'not_member';
    if (message.isDeleted) return 'deleted';
    if (message.lastReadSeq >= seq) return wasOnline ? 'online_read' : 'read';
    if (now.getTime() >= decidedAt.getTime() + ttlOf(kind)) return 'expired';
    return refusalOf(this.attention.ofDue(message, kind, now));
  }

  private async send(push: ReadyPush, now: Date): Promise<void> {
    const read = await this.readSince(push);
    const content = await this.contentOf(push, [...read.values()]);
    let outcome = await this.post(push, payloadOf(content), now, false);
    if (outcome.kind === 'shorten') outcome = await this.post(push, payloadOf(content, false), now, true);
    await this.follow(push, outcome, [...read.keys()]);
  }

  /** Rooms that were read elsewhere, with their tags: the worker takes their notifications away. Apple's must show something. */
  private async readSince(push: ReadyPush): Promise<Map<string, string>> {
    if (isOfApple(push.target.endpoint)) return new Map();
    const rooms = await this.pushes.readRooms(push);
    return new Map(rooms.map((roomId) => [roomId, this.keyring.topicOf(push.deviceId, roomId)]));
  }

  private async contentOf(push: ReadyPush, read: string[]): Promise<PushedMessage> {
    const { deviceId, messageId, roomId, seq, target, message, userId } = push;
    return {
      content: target.content,
      language: languageFor(target),
      roomId,
      messageId,
      seq,
      inRoom: message.inRoom,
      tag: this.keyring.topicOf(deviceId, roomId),
      token: this.keyring.shownToken({ deviceId, messageId }),
      author: message.author,
      body: message.body,
      roomName: message.isDirect ? null : message.roomName,
      isCall: message.isCall,
      waiting: 1 + (await this.pushes.unseen(push)),
      badge: await this.pushes.badgeOf(userId),
      read,
    };
  }

  private async post(push: ReadyPush, payload: Buffer, now: Date, isShortened: boolean): Promise<PushOutcome> {
    const { target, kind, tries, decidedAt, deviceId, roomId } = push;
    const { endpoint, p256dh, auth, content, failures, vapidKey } = target;
    const left = decidedAt.getTime() + ttlOf(kind) - now.getTime();
    const answer = await this.transport.send({
      endpoint,
      p256dh,
      auth,
      payload,
      ttlSeconds: Math.ceil(left / 1_000),
      urgency: urgencyOf(kind),
      ...(content !== 'nothing' && { topic: this.keyring.topicOf(deviceId, roomId) }),
    });
    const known: AnsweredPush = { tries, isShortened, hasOldKey: vapidKey !== this.keyring.keyNumber, failures };
    return outcomeOf(answer, known, Math.random());
  }

  private async follow(push: ReadyPush, outcome: PushOutcome, withdrawn: string[]): Promise<void> {
    if (outcome.kind === 'sent') {
      await this.pushes.markSent(push, withdrawn);
      await this.devices.noteSent(push.deviceId);
      this.note(push, 'rang', REASON_OF_KIND[push.kind]);
    } else if (outcome.kind === 'retry') await this.pushes.retry(push, outcome.afterMs);
    else if (outcome.kind === 'gone') await this.giveUp(push);
    else if (outcome.kind === 'drop') {
      await this.pushes.drop(push, outcome.reason);
      if (outcome.isFailure) await this.devices.noteFailure(push.deviceId);
    }
  }

  /** Unless the browser has another subscription by now: the answer was about the former one. */
  private async giveUp(push: ReadyPush): Promise<void> {
    await this.devices.remove(push.deviceId, push.target.endpoint);
    await this.pushes.drop(push, 'device_gone');
  }
}

const isOfApple = (endpoint: string): boolean => new URL(endpoint).hostname.endsWith('.push.apple.com');
