import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import type {
  MadeSubscription,
  Subscription,
  SubscriptionList,
} from '../../../src/integrations/subscriptions/subscriptions.dto.ts';
import { eventually, type Member, newMember } from '../../support/member.ts';
import { WebhookReceiver } from '../../support/services/webhook-receiver.ts';
import { makeToken, programOf } from '../../support/sign-in/tokens.ts';
import { SubscriptionSuite } from '../../support/subscriptions.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** After each try in a row that has failed. */
const WAITS_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];

/** What comes in between while events are sent, on two nodes: outages, and rights that end. */
describe('the events of a subscription', () => {
  const suite = new SubscriptionSuite();
  beforeAll(() => suite.start(), 120_000);
  afterAll(() => suite.stop());
  beforeEach(() => suite.begin());
  afterEach(() => suite.end());

  const wordsOf = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `message ${from + at}`);

  /** Says this many things while the first of them is under way, so that the others wait behind it, and then acts. */
  const interrupt = async (count: number, act: () => Promise<unknown>): Promise<void> => {
    const { receiver, say } = suite;
    let haveAllSaid: () => void = () => undefined;
    const said = new Promise<void>((resolve) => (haveAllSaid = resolve));
    let acted: Promise<unknown> | undefined;
    receiver.reply = async () => {
      await said;
      await (acted ??= act());
      return { status: 200 };
    };
    for (const words of wordsOf(0, count)) await say(words);
    haveAllSaid();
    await eventually(() => acted !== undefined, 'the first one is under way', 20_000);
    await acted;
  };

  const createdOf = (words: string[]) => words.map((body) => `message.created ${body}`);

  describe('wait for a database', () => {
    /** In the order of the room, whatever came twice by the same id. */
    const firsts = () => {
      const { receiver, room } = suite;
      const seen = new Set<string>();
      return receiver.taken(room.id).flatMap(({ id, event }) => {
        if (seen.has(id)) return [];
        seen.add(id);
        return [event.data.message?.body];
      });
    };

    const goesOn = async (subscription: Pick<Subscription, 'id'>) => {
      const { database, say, stateOf } = suite;
      // What nobody could give back waits until the claim ends.
      await database.query(`UPDATE subscription_cursors SET claimed_until = now() WHERE subscription_id = $1`, [
        subscription.id,
      ]);
      await say('message 5');
      await eventually(() => firsts().length >= 6, 'all arrive', 40_000);
      expect(firsts()).toEqual(wordsOf(0, 6));
      expect((await stateOf(subscription))?.revision).not.toBeNull();
    };

    test('that ends every connection', async () => {
      const { database, subscribe } = suite;
      const { subscription } = await subscribe();
      await interrupt(5, () =>
        database.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid()`,
        ),
      );
      await goesOn(subscription);
    }, 60_000);

    test('that cannot say whether the bot is in the room: it hears on', async () => {
      const { database, subscribe, stateOf } = suite;
      const { subscription } = await subscribe();
      const rename = (from: string, to: string) => database.query(`ALTER TABLE ${from} RENAME TO ${to}`);
      await interrupt(5, () => rename('room_members', 'members_that_are_away'));
      try {
        await eventually(async () => {
          const [row] = await database.query<{ claim: string | null }>(
            `SELECT claim FROM subscription_cursors WHERE subscription_id = $1`,
            [subscription.id],
          );
          return row?.claim === null;
        }, 'the room is given back');
        expect((await stateOf(subscription))?.revision).not.toBeNull();
        expect(firsts()).toEqual(wordsOf(0, 1));
      } finally {
        await rename('members_that_are_away', 'room_members');
      }
      await goesOn(subscription);
    }, 60_000);
  });

  test('wait by the schedule for a receiver that is away for almost three days, and all arrive (W-19)', async () => {
    const { database, receiver, subscribe, say, isTold, shown, stateOf, askNow, isAway } = suite;
    const { subscription } = await subscribe();
    const passTime = (ms: number) =>
      database.query(
        `UPDATE subscriptions SET waits_until = waits_until - $2 * interval '1 millisecond',
           failing_since = failing_since - $2 * interval '1 millisecond' WHERE id = $1`,
        [subscription.id, ms],
      );
    await receiver.close();
    const waits: number[] = [];
    for (const words of wordsOf(0, WAITS_MS.length)) {
      await say(words);
      await isAway(subscription, waits.length + 1);
      // The first wait is short: it may be over by now.
      const { failures = 0, waitsMs = 0 } = (await stateOf(subscription)) ?? {};
      waits[failures - 1] = waitsMs ?? 0;
      if (failures < WAITS_MS.length) await passTime(waitsMs ?? 0);
    }
    expect(waits).toHaveLength(WAITS_MS.length);
    for (const [at, wait] of WAITS_MS.entries()) {
      expect(waits[at]).toBeLessThanOrEqual(wait * 1.2);
      if (wait > HOUR_MS) expect(waits[at]).toBeGreaterThan(wait * 0.75);
    }
    await database.query(`UPDATE subscriptions SET failing_since = now() - interval '71 hours' WHERE id = $1`, [
      subscription.id,
    ]);
    await askNow(subscription);
    await isAway(subscription, WAITS_MS.length + 1);
    expect(await shown(subscription)).toMatchObject({
      disabledAt: null,
      silentBecause: null,
      failingSince: expect.any(String),
      nextTryAt: expect.any(String),
      waiting: WAITS_MS.length,
    });
    expect((await stateOf(subscription))?.waitsMs).toBeLessThanOrEqual(HOUR_MS);
    await receiver.open();
    await askNow(subscription);
    await isTold(...createdOf(wordsOf(0, WAITS_MS.length)));
    expect(await shown(subscription)).toMatchObject({ failingSince: null, nextTryAt: null });
  }, 90_000);

  describe('end at the very next one for an owner who', () => {
    let cleo: Member;
    let others: WebhookReceiver;

    beforeEach(async () => {
      const { company, ada, room, receiver, subscribe } = suite;
      cleo = await newMember(company.nodes[1].url);
      await cleo.must('POST', '/rooms/join', { code: room.code });
      await ada.must('PATCH', `/rooms/${room.id}/members/${cleo.id}`, { role: 'owner' });
      others = await WebhookReceiver.start();
      await subscribe({ name: 'Of Ada', url: others.url });
      expect(others.url).not.toBe(receiver.url);
    });

    afterEach(() => others.close());

    const subscribeAs = (by: Member): Promise<MadeSubscription> => by.must('POST', '/subscriptions', suite.input());

    /** What others are told nobody tells this one, on neither node. */
    const isNotTold = async (count: number) => {
      const { ada, ben, room, say, told } = suite;
      for (const [at, by] of [ada, ben].entries()) await say(`message ${count + at}`, by);
      const expected = createdOf(wordsOf(0, count + 2));
      await eventually(() => others.told(room.id).length >= expected.length, 'others are told', 20_000);
      expect(others.told(room.id)).toEqual(expected);
      // A message later both nodes have looked for rooms once more.
      await say('a message later');
      await eventually(() => others.told(room.id).length > expected.length, 'others are told once more', 20_000);
      expect(told()).toEqual(createdOf(wordsOf(0, 1)));
    };

    test('leaves the room, and begin anew with them', async () => {
      const { room, say, stateOf, isTold } = suite;
      const { subscription } = await subscribeAs(cleo);
      await interrupt(5, () => cleo.must('POST', `/rooms/${room.id}/leave`));
      await isNotTold(5);
      expect((await stateOf(subscription))?.revision).toBeNull();
      const { items } = await cleo.must<SubscriptionList>('GET', '/subscriptions');
      expect(items).toMatchObject([{ id: subscription.id, silentBecause: 'not_in_rooms' }]);
      await cleo.must('POST', '/rooms/join', { code: room.code });
      await eventually(async () => (await stateOf(subscription))?.revision !== null, 'it begins anew', 20_000);
      await say('back');
      await isTold('message.created message 0', 'message.created back');
    }, 60_000);

    test('is disabled', async () => {
      const { admin } = suite;
      const { subscription } = await subscribeAs(cleo);
      await interrupt(5, () => admin.must('PATCH', `/admin/users/${cleo.id}`, { disabled: true }));
      await isNotTold(5);
      const { items } = await admin.must<SubscriptionList>('GET', '/subscriptions');
      expect(items.find(({ id }) => id === subscription.id)).toMatchObject({ silentBecause: 'bot_stopped' });
    }, 60_000);

    test('has ended the token that made it, until they switch it on themselves', async () => {
      const { admin, told } = suite;
      const { token, secret } = await makeToken(cleo);
      const { subscription } = await subscribeAs(programOf(cleo, secret));
      await interrupt(5, () => cleo.must('DELETE', `/auth/tokens/${token.id}`));
      await isNotTold(5);
      const shown = async () =>
        (await cleo.must<SubscriptionList>('GET', '/subscriptions')).items.find(({ id }) => id === subscription.id);
      await eventually(async () => (await shown())?.disabledAt ?? undefined, 'it is switched off');
      expect(await shown()).toMatchObject({ silentBecause: 'token_ended' });
      const { items } = await admin.must<AuditPage>('GET', '/admin/audit?action=subscription_disabled');
      expect(items[0]).toMatchObject({ detail: { subscription: subscription.id, reason: 'token_ended' } });
      await cleo.must('PATCH', `/subscriptions/${subscription.id}`, { disabled: false });
      await eventually(() => told().at(-1) === 'message.created a message later', 'what has waited arrives', 20_000);
    }, 60_000);
  });
});
