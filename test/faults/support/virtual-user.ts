import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { dueItems, type OutboxItem, afterAttempt } from '../../../client/src/app/outbox/outbox-state.ts';
import type { Login } from '../../../src/auth/auth.dto.ts';
import type { Ack } from '../../../src/transport/events.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { SimulatedClient } from '../../support/simulated-client.ts';
import { type ReceivedEvent, type Member } from '../../support/member.ts';
import type { ClientView } from './history-checker.ts';

/** Time without an acknowledgement after which a command counts as lost. */
const ACK_TIMEOUT_MS = 3_000;

/** Sends and receives by the rules of the real client, and reconnects after every disconnect. */
export class VirtualUser {
  readonly client: SimulatedClient;
  readonly acked = new Map<string, { id: string; seq: number }>();
  protected outbox: OutboxItem[] = [];
  private sightings: { id: string; seq: number; at: number; live: boolean }[] = [];
  protected roomId = '';
  private readonly inFlight = new Set<string>();
  private readonly live = new Set<string>();
  protected ended = false;
  private loops: Promise<void>[] = [];
  hasLeft = false;

  constructor(readonly member: Member) {
    this.client = new SimulatedClient(member);
    const take = member.onEvent;
    member.onEvent = (heard) => {
      for (const message of newMessages(heard)) this.live.add(message.id);
      take?.(heard);
      member.receivedEvents.length = 0;
      this.recordSightings();
    };
  }

  start(): void {
    this.loops = [this.stayOnline(), this.emptyOutbox()];
  }

  async stop(): Promise<void> {
    this.ended = true;
    this.client.goOffline();
    await Promise.all(this.loops);
  }

  /** Starts a drill in a new room, of which the user is a member. */
  enter(roomId: string): void {
    this.roomId = roomId;
    this.acked.clear();
    this.live.clear();
    this.sightings = [];
    this.hasLeft = false;
  }

  enqueue(body: string): void {
    const now = new Date().toISOString();
    const { id: userId } = this.member;
    const item = {
      userId,
      roomId: this.roomId,
      body,
      replyTo: null,
      createdAt: now,
      tries: 0,
      notBefore: 0,
      refusal: null,
    };
    this.outbox.push({ ...item, clientId: randomUUID() });
  }

  async leave(): Promise<void> {
    this.outbox = [];
    await this.retryUntilDone(() => this.member.must('POST', `/rooms/${this.roomId}/leave`));
    this.hasLeft = true;
  }

  /** Repeats until success, at most 100 times. */
  async retryUntilDone<T>(act: () => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries++) {
      try {
        return await act();
      } catch (error) {
        if (tries === 100 || this.ended) throw error;
        await delay(100);
      }
    }
  }

  get unacknowledged(): string[] {
    return this.outbox.map(({ clientId, refusal }) => `${clientId}${refusal ? ` (${refusal.code})` : ''}`);
  }

  get seen(): number {
    return this.sightings.length;
  }

  get lastSeq(): number {
    return this.sightings.at(-1)?.seq ?? 0;
  }

  /** Messages that were fetched because no event brought them. */
  get recovered(): number {
    return this.sightings.filter(({ live }) => !live).length;
  }

  /** The longest time between two appearing messages, in milliseconds. */
  get longestGapMs(): number {
    return Math.max(0, ...this.sightings.slice(1).map(({ at }, index) => at - (this.sightings[index]?.at ?? at)));
  }

  view(leftAt: number | null): ClientView {
    const final = (this.client.state.messages[this.roomId] ?? []).map(({ id, seq }) => ({ id, seq }));
    return { username: this.member.username, log: this.sightings.map(({ id, seq }) => ({ id, seq })), final, leftAt };
  }

  /** Records the messages that appeared in the list since the last call. */
  private recordSightings(): void {
    const shown = this.client.state.messages[this.roomId] ?? [];
    const from = shown.findLastIndex(({ seq }) => seq <= this.lastSeq) + 1;
    const at = performance.now();
    for (const { id, seq } of shown.slice(from)) this.sightings.push({ id, seq, at, live: this.live.has(id) });
  }

  private async stayOnline(): Promise<void> {
    while (!this.ended) {
      try {
        if (!this.member.socket?.connected) await this.connect();
        await this.client.fetchMissing();
        this.recordSightings();
        await delay(50);
      } catch {
        await this.renewIfRefused();
        await delay(Math.random() * 500);
      }
    }
  }

  protected async connect(): Promise<void> {
    this.client.goOffline();
    await this.client.goOnline();
  }

  /** Called with each message that is acknowledged. */
  protected settle({ clientId }: OutboxItem, { id, seq }: Message): void {
    this.acked.set(clientId, { id, seq });
  }

  /** Whether the next message of a room may go out. */
  protected get maySend(): boolean {
    return true;
  }

  /** Like the client after a refused handshake; a server that is away refuses nothing. */
  private async renewIfRefused(): Promise<void> {
    const answer = await this.member.ask<Login>('GET', '/users/me').catch(() => undefined);
    if (answer?.status !== 401) return;
    const renewed = await this.member
      .ask<Login>('POST', '/auth/refresh', undefined, this.member.xsrf)
      .catch(() => undefined);
    if (renewed?.status === 200) this.member.token = renewed.body.accessToken;
  }

  private async emptyOutbox(): Promise<void> {
    while (!this.ended) {
      if (this.maySend) for (const item of dueItems(this.outbox, this.inFlight, Date.now())) void this.send(item);
      await delay(20);
    }
  }

  private async send(item: OutboxItem): Promise<void> {
    const { roomId, clientId, body } = item;
    this.inFlight.add(roomId);
    const sent = this.member.socket?.timeout(ACK_TIMEOUT_MS).emitWithAck('send_message', { roomId, clientId, body });
    const ack = (await sent?.catch(() => undefined)) as Ack<Message> | undefined;
    if (ack?.ok) this.settle(item, ack.data);
    const waiting = afterAttempt(item, ack ?? null, Date.now(), Math.random());
    this.outbox = this.outbox.flatMap((other) => (other === item ? (waiting ?? []) : other));
    this.inFlight.delete(roomId);
  }
}

const newMessages = ({ event, payload }: ReceivedEvent): Message[] =>
  event === 'receive_message' ? [payload] : event === 'receive_messages' ? payload : [];
