import { setTimeout as delay } from 'node:timers/promises';
import type { OutboxItem } from '../../../client/src/app/outbox/outbox-state.ts';
import {
  doubtfulItems,
  keptItems,
  resent,
  type SentItem,
  sentItem,
} from '../../../client/src/app/outbox/sent-state.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { VirtualUser } from '../../faults/support/virtual-user.ts';

const POLL_MS = 50;

/** A user whose client keeps what was acknowledged, and sends again what a failover has lost, by the rules of the real one. */
export class TalkingUser extends VirtualUser {
  /** Off: what was acknowledged is forgotten, as by a client that does not expect failovers. */
  keepsSent = true;
  /** Messages that were sent again since the user entered the room. */
  resentCount = 0;
  isAway = false;
  /** Of the room: a guest sees what was said since they joined. */
  firstSeq = 1;
  private isSynced = false;
  private sent: SentItem[] = [];

  override enter(roomId: string): void {
    super.enter(roomId);
    this.resentCount = 0;
  }

  /** Offline until `comeBack`, and writes on. */
  goAway(): void {
    this.isAway = true;
    this.client.goOffline();
  }

  comeBack(): void {
    this.isAway = false;
  }

  /** The client's list of the room. */
  get shown(): readonly Message[] {
    return this.client.state.messages[this.roomId] ?? [];
  }

  protected override async connect(): Promise<void> {
    this.isSynced = false;
    while (this.isAway && !this.ended) await delay(POLL_MS);
    await super.connect();
    if (this.isAway) {
      this.client.goOffline();
      return;
    }
    await this.takeLost().catch((error: unknown) => {
      this.client.goOffline();
      throw error;
    });
    this.isSynced = true;
  }

  protected override get maySend(): boolean {
    return this.isSynced && this.member.socket?.connected === true;
  }

  protected override settle(item: OutboxItem, message: Message): void {
    super.settle(item, message);
    const epoch = this.client.state.rooms[item.roomId]?.epoch;
    if (epoch === undefined || !this.keepsSent) return;
    this.sent.push(sentItem(item, message, epoch, Date.now()));
  }

  private async takeLost(): Promise<void> {
    const rooms = Object.values(this.client.state.rooms);
    const epochs = new Map(rooms.map(({ id, epoch }) => [id, epoch]));
    const gone = new Set<SentItem>();
    const kept = keptItems(this.sent, epochs, Date.now());
    for (const ofRoom of doubtfulItems(kept, epochs))
      for (const item of ofRoom) {
        if (await this.isStored(item.messageId)) break;
        gone.add(item);
      }
    this.sent = kept
      .filter((item) => !gone.has(item))
      .map((item) => ({ ...item, epoch: epochs.get(item.roomId) ?? item.epoch }));
    this.outbox.push(...[...gone].map(resent));
    this.resentCount += gone.size;
  }

  private async isStored(messageId: string): Promise<boolean> {
    const { status } = await this.member.ask('GET', `/messages/${messageId}`);
    if (status !== 200 && status !== 404) throw new Error(`GET /messages → ${status}`);
    return status === 200;
  }
}
