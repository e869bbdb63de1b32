import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { MadeToken } from '../../src/auth/tokens/tokens.dto.ts';
import { Database } from '../../src/common/database/database.ts';
import type { BotPage } from '../../src/integrations/bots/bots.dto.ts';
import type {
  MadeSubscription,
  NewSubscription,
  Subscription,
  SubscriptionList,
} from '../../src/integrations/subscriptions/subscriptions.dto.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { Message } from '../../src/timeline/message.dto.ts';
import { eventually, Member, newMember } from './member.ts';
import { WebhookReceiver } from './services/webhook-receiver.ts';
import { EVERY_SCOPE } from './sign-in/tokens.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

type OfSubscription = Pick<Subscription, 'id'>;

/** What suites about subscriptions share: two nodes, three people, and for each test a room of Ada with Ben in it, and a receiver. */
export class SubscriptionSuite {
  company: TwoNodes;
  database: Database;
  admin: Member;
  ada: Member;
  ben: Member;
  room: Room;
  receiver: WebhookReceiver;

  async start(): Promise<void> {
    this.company = await startTwoNodes({ OUTBOUND_ALLOW: '127.0.0.0/8' });
    const [first, second] = this.company.nodes;
    this.database = first.nest.get(Database);
    this.admin = await newMember(first.url);
    this.ada = await newMember(first.url);
    this.ben = await newMember(second.url);
  }

  stop(): Promise<void> {
    return this.company.stop();
  }

  async begin(): Promise<void> {
    this.receiver = await WebhookReceiver.start();
    this.room = await this.ada.must<Room>('POST', '/rooms', { name: 'Operations', kind: 'private' });
    await this.ben.must('POST', '/rooms/join', { code: this.room.code });
  }

  /** A server has fifty subscriptions at most, and a person ten bots. */
  async end(): Promise<void> {
    for (const { id } of (await this.admin.must<SubscriptionList>('GET', '/subscriptions')).items)
      await this.admin.must('DELETE', `/subscriptions/${id}`);
    for (const { id } of (await this.admin.must<BotPage>('GET', '/bots?limit=100')).items)
      await this.admin.must('DELETE', `/bots/${id}`);
    await this.receiver.close();
  }

  readonly input = (wanted: Partial<NewSubscription> = {}): NewSubscription => ({
    name: 'Tickets',
    url: this.receiver.url,
    events: ['message.created'],
    roomIds: [this.room.id],
    ...wanted,
  });

  readonly subscribe = (wanted?: Partial<NewSubscription>): Promise<MadeSubscription> =>
    this.ada.must('POST', '/subscriptions', this.input(wanted));

  readonly say = (body: string, by = this.ada, to = this.room): Promise<Message> =>
    by.must('POST', `/rooms/${to.id}/messages`, { clientId: randomUUID(), body });

  /** What the receiver has taken of the room. */
  readonly told = (): string[] => this.receiver.told(this.room.id);

  readonly isTold = async (...expected: string[]): Promise<void> => {
    // Whatever has come by then is in the failure.
    await eventually(() => this.told().length >= expected.length, 'they arrive', 20_000).catch(() => undefined);
    expect(this.told()).toEqual(expected);
  };

  /** The subscription as Ada sees it. */
  readonly shown = async ({ id }: OfSubscription): Promise<Subscription | undefined> =>
    (await this.ada.must<SubscriptionList>('GET', '/subscriptions')).items.find((each) => each.id === id);

  readonly stateOf = async ({ id }: OfSubscription) => {
    const [row] = await this.database.query<{ failures: number; waitsMs: number | null; revision: number | null }>(
      `SELECT s.failures, extract(epoch FROM s.waits_until - now())::float8 * 1000 AS "waitsMs", c.revision
       FROM subscriptions s LEFT JOIN subscription_cursors c ON c.subscription_id = s.id WHERE s.id = $1`,
      [id],
    );
    return row;
  };

  /** The receiver is asked again now, not when it is due. */
  readonly askNow = ({ id }: OfSubscription): Promise<unknown> =>
    this.database.query(`UPDATE subscriptions SET waits_until = now() WHERE id = $1`, [id]);

  readonly isAway = (subscription: OfSubscription, failures = 1): Promise<boolean> =>
    eventually(
      async () => ((await this.stateOf(subscription))?.failures ?? 0) >= failures,
      'the receiver is missed',
      20_000,
    );

  /** A program that has a token of a bot of Ada's. */
  readonly programOf = async ({ id, username }: { id: string; username: string }): Promise<Member> => {
    const input = { name: 'CI', scopes: EVERY_SCOPE };
    const { secret } = await this.ada.must<MadeToken>('POST', `/bots/${id}/tokens`, input);
    const program = new Member(this.ada.url, username, '', { ...this.ada.user, id, username });
    program.token = secret;
    return program;
  };
}
