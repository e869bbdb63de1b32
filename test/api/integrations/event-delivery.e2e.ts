import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import type { MadeBot } from '../../../src/integrations/bots/bots.dto.ts';
import type { MadeHook } from '../../../src/integrations/hooks/hooks.dto.ts';
import type {
  NewSubscription,
  Subscription,
  SubscriptionFailures,
  SubscriptionList,
  SubscriptionSecret,
  SubscriptionTest,
} from '../../../src/integrations/subscriptions/subscriptions.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { mailTo } from '../../support/mailbox.ts';
import { eventually, newName, refused } from '../../support/member.ts';
import { believes, type WebhookReceiver } from '../../support/services/webhook-receiver.ts';
import { SubscriptionSuite } from '../../support/subscriptions.ts';

const EVERYTHING = [
  'message.created',
  'message.changed',
  'message.deleted',
  'reaction.changed',
  'member.joined',
  'member.left',
  'room.changed',
] as const;
const THUMB = encodeURIComponent('👍');

/** Both nodes send: what one of them has claimed the other one leaves alone. */
describe('the receiver of a subscription', () => {
  const suite = new SubscriptionSuite();
  beforeAll(() => suite.start(), 120_000);
  afterAll(() => suite.stop());
  beforeEach(() => suite.begin());
  afterEach(() => suite.end());

  test('is told everything that happens, in its order, each by an id of its own', async () => {
    const { ada, ben, room, receiver, subscribe, say, told, isTold } = suite;
    await subscribe({ events: [...EVERYTHING] });
    const first = await say('one');
    await isTold('message.created one');
    await ada.must('PATCH', `/messages/${first.id}`, { body: 'one, edited' });
    await isTold('message.created one', 'message.changed one, edited');
    await ben.must('PUT', `/messages/${first.id}/reactions/${THUMB}`);
    await eventually(() => told().length === 3, 'the reaction arrives');
    await ben.must('DELETE', `/messages/${first.id}/reactions/${THUMB}`);
    await eventually(() => told().length === 4, 'that it is gone arrives');
    await ada.must('PUT', `/messages/${first.id}/pin`);
    await eventually(() => told().length === 5, 'the pin arrives');
    await ada.must('PATCH', `/rooms/${room.id}`, { name: 'Machines' });
    await ben.must('POST', `/rooms/${room.id}/leave`);
    await ben.must('POST', '/rooms/join', { code: room.code });
    await ada.must('DELETE', `/messages/${first.id}`);
    await isTold(
      'message.created one',
      'message.changed one, edited',
      'reaction.changed one, edited',
      'reaction.changed one, edited',
      'message.changed one, edited',
      'room.changed room_renamed',
      'member.left member_left',
      'member.joined member_joined',
      'message.deleted',
    );
    const events = receiver.taken(room.id);
    const revisions = events.map(({ event }) => event.data.revision);
    expect(revisions).toEqual([...revisions].sort((one, other) => one - other));
    expect(events.map(({ id }) => id)).toEqual(revisions.map((revision) => `evt_${room.id}_${revision}`));
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(events[0]?.event).toMatchObject({
      type: 'message.created',
      timestamp: first.createdAt,
      data: {
        roomId: room.id,
        message: { id: first.id, seq: first.seq, author: { id: ada.id, username: ada.username, bot: false } },
      },
    });
    expect(events[2]?.event.data.message?.reactions).toEqual([{ emoji: '👍', count: 1, userIds: [ben.id] }]);
    expect(events.at(-1)?.body).not.toContain('one, edited');
  });

  test('is told only what it asked for, and what happened together at once', async () => {
    const { ada, room, receiver, subscribe, say, isTold, askNow, isAway } = suite;
    await subscribe({ events: ['message.created', 'message.deleted'] });
    await receiver.close();
    const kept = await say('kept');
    await ada.must('PATCH', `/messages/${kept.id}`, { body: 'kept, as it ended' });
    const gone = await say('gone before anybody heard');
    await ada.must('DELETE', `/messages/${gone.id}`);
    await ada.must('PATCH', `/rooms/${room.id}`, { topic: 'nobody asked' });
    await say('last');
    const [{ id }] = (await ada.must<SubscriptionList>('GET', '/subscriptions')).items as [Subscription];
    await isAway({ id });
    await receiver.open();
    await askNow({ id });
    await isTold('message.created kept, as it ended', 'message.deleted', 'message.created last');
    expect(JSON.stringify(receiver.requests)).not.toContain('gone before');
  });

  test('is signed, so that a receiver believes it and nothing else (W-18)', async () => {
    const { database, ada, room, receiver, subscribe, say, told, isTold } = suite;
    const { subscription, secret } = await subscribe();
    await say('signed');
    await isTold('message.created signed');
    const [request] = receiver.taken(room.id);
    if (!request) throw new Error('Nothing was taken');
    expect(request.headers).toMatchObject({ 'content-type': 'application/json' });
    expect(request.headers['user-agent']).toMatch(/^Parley\//);
    expect(believes(secret, request)).toBe(true);
    expect(believes(secret, { ...request, body: `${request.body} ` })).toBe(false);
    expect(believes(secret, { ...request, id: `${request.id}0` })).toBe(false);
    expect(believes(secret, { ...request, timestamp: request.timestamp + 1 })).toBe(false);
    expect(believes(secret, request, request.timestamp + 6 * 60)).toBe(false);
    const next = (await ada.must<SubscriptionSecret>('POST', `/subscriptions/${subscription.id}/rotate`)).secret;
    expect(next).not.toBe(secret);
    expect(believes(next, request)).toBe(false);
    await say('by both');
    await isTold('message.created signed', 'message.created by both');
    expect(receiver.taken(room.id).map((each) => [believes(secret, each), believes(next, each)])).toEqual([
      [true, false],
      [true, true],
    ]);
    await database.query(`UPDATE subscriptions SET previous_until = now() - interval '1 second' WHERE id = $1`, [
      subscription.id,
    ]);
    await say('by the new one');
    await eventually(() => told().length === 3, 'it arrives');
    const last = receiver.taken(room.id).at(-1);
    expect(last && [believes(secret, last), believes(next, last)]).toEqual([false, true]);
  });

  test('loses nothing while its receiver is away, and asks ever more seldom (W-19)', async () => {
    const { database, receiver, subscribe, say, isTold, shown, stateOf, askNow, isAway } = suite;
    const { subscription } = await subscribe();
    await say('before');
    await isTold('message.created before');
    receiver.reply = () => ({ status: 503 });
    const words = Array.from({ length: 250 }, (_, index) => `message ${index}`);
    await say('message 0');
    await isAway(subscription);
    expect((await stateOf(subscription))?.waitsMs).toBeLessThanOrEqual(6_000);
    await database.query(`UPDATE subscriptions SET waits_until = now() + interval '1 hour' WHERE id = $1`, [
      subscription.id,
    ]);
    for (const body of words.slice(1)) await say(body);
    await askNow(subscription);
    await isAway(subscription, 2);
    const { waitsMs } = (await stateOf(subscription)) ?? {};
    expect(waitsMs).toBeGreaterThan(200_000);
    expect(waitsMs).toBeLessThanOrEqual(360_000);
    expect((await shown(subscription))?.waiting).toBe(words.length);
    const tries = receiver.requests.filter(({ status }) => status === 503);
    expect(new Set(tries.map(({ id }) => id)).size).toBe(1);
    receiver.reply = () => ({ status: 200 });
    await askNow(subscription);
    await isTold(...['before', ...words].map((body) => `message.created ${body}`));
    expect(await stateOf(subscription)).toMatchObject({ failures: 0, waitsMs: null });
    expect(await shown(subscription)).toMatchObject({ waiting: 0, lastDeliveredAt: expect.any(String) });
  }, 60_000);

  test('waits as long as a receiver asks it to', async () => {
    const { receiver, subscribe, say, stateOf, isAway } = suite;
    const { subscription } = await subscribe();
    receiver.reply = () => ({ status: 429, headers: { 'Retry-After': '900' } });
    await say('later');
    await isAway(subscription);
    const { waitsMs } = (await stateOf(subscription)) ?? {};
    expect(waitsMs).toBeGreaterThan(800_000);
    expect(waitsMs).toBeLessThanOrEqual(900_000);
  });

  test('ends after three days without its receiver, with a mail, and goes on where it was (W-19)', async () => {
    const { database, admin, ada, receiver, subscribe, say, isTold, shown, isAway } = suite;
    const { subscription } = await subscribe();
    await receiver.close();
    await say('nobody takes it');
    await isAway(subscription);
    await database.query(
      `UPDATE subscriptions SET failures = 9, failing_since = now() - interval '76 hours', waits_until = now() WHERE id = $1`,
      [subscription.id],
    );
    await eventually(async () => (await shown(subscription))?.disabledAt ?? undefined, 'it is switched off', 20_000);
    const mail = await mailTo(`${ada.username}@example.org`, ({ text }) => text.includes('“Tickets”'));
    expect(mail.text).toContain(new URL(receiver.url).host);
    const { items } = await admin.must<AuditPage>('GET', '/admin/audit?action=subscription_disabled');
    expect(items[0]).toMatchObject({ actorId: null, detail: { subscription: subscription.id, reason: 'away' } });
    await say('nor this');
    expect((await shown(subscription))?.waiting).toBe(2);
    await receiver.open();
    await ada.must('PATCH', `/subscriptions/${subscription.id}`, { disabled: false });
    await isTold('message.created nobody takes it', 'message.created nor this');
  });

  test('ends at once when its receiver is gone', async () => {
    const { admin, receiver, subscribe, say, shown } = suite;
    const { subscription } = await subscribe();
    receiver.reply = () => ({ status: 410 });
    await say('unwanted');
    await eventually(async () => (await shown(subscription))?.disabledAt ?? undefined, 'it is switched off', 20_000);
    expect(receiver.requests).toHaveLength(1);
    const { items } = await admin.must<AuditPage>('GET', '/admin/audit?action=subscription_disabled');
    expect(items[0]).toMatchObject({ detail: { subscription: subscription.id, reason: 'gone' } });
  });

  test('sets aside what its receiver refuses, goes on, and sends it again when asked to (W-16)', async () => {
    const { ada, room, receiver, subscribe, say, told, isTold } = suite;
    const { subscription } = await subscribe();
    receiver.reply = ({ body }) => ({ status: body.includes('bad') ? 422 : 200 });
    const bad = await say('a bad one');
    await say('a good one');
    await isTold('message.created a good one');
    const list = () => ada.must<SubscriptionFailures>('GET', `/subscriptions/${subscription.id}/failures`);
    const [failure] = (await list()).items;
    expect(failure).toEqual({
      eventId: `evt_${room.id}_${bad.revision}`,
      type: 'message.created',
      roomId: room.id,
      messageId: bad.id,
      status: 422,
      at: expect.any(String),
    });
    expect(receiver.requests.filter(({ id }) => id === failure?.eventId)).toHaveLength(1);
    const again = () =>
      ada.must<SubscriptionTest>('POST', `/subscriptions/${subscription.id}/failures/${failure?.eventId}/send-again`);
    expect(await again()).toEqual({ status: 422, ok: false });
    expect((await list()).items).toHaveLength(1);
    receiver.reply = () => ({ status: 200 });
    expect(await again()).toEqual({ status: 200, ok: true });
    expect(await list()).toEqual({ items: [] });
    expect(told()).toEqual(['message.created a good one', 'message.created a bad one']);
    expect(receiver.requests.at(-1)?.id).toBe(failure?.eventId);
    for (const id of [failure?.eventId, 'evt_a%20b', 'nothing', randomUUID()])
      expect(await ada.ask('POST', `/subscriptions/${subscription.id}/failures/${id}/send-again`)).toMatchObject(
        refused(404, 'not_found'),
      );
  });

  test('says nothing of deleted words when it sends again', async () => {
    const { ada, room, receiver, subscribe, say, told } = suite;
    const { subscription } = await subscribe();
    receiver.reply = () => ({ status: 400 });
    const { id, revision } = await say('words to regret');
    await eventually(() => receiver.requests.length === 1, 'it is refused');
    await eventually(
      async () =>
        (await ada.must<SubscriptionFailures>('GET', `/subscriptions/${subscription.id}/failures`)).items.length === 1,
      'it is set aside',
    );
    await ada.must('DELETE', `/messages/${id}`);
    receiver.reply = () => ({ status: 200 });
    await ada.must('POST', `/subscriptions/${subscription.id}/failures/evt_${room.id}_${revision}/send-again`);
    expect(told()).toEqual(['message.deleted']);
    expect(receiver.requests.at(-1)?.body).not.toContain('regret');
  });

  test.each<[string, WebhookReceiver['reply']]>([
    ['a redirect', () => ({ status: 307, headers: { Location: '/elsewhere' } })],
    ['an error', () => ({ status: 500 })],
    ['a connection that is cut', () => ({ status: 0, act: (response) => void response.destroy() })],
    [
      'an answer without end',
      () => ({
        status: 0,
        act: (response) => {
          response.writeHead(200);
          const more = () => {
            while (!response.destroyed && response.write('x'.repeat(10_000)));
            if (!response.destroyed) response.once('drain', more);
          };
          more();
        },
      }),
    ],
  ])('takes %s for a receiver that is away (W-21)', async (_what, reply) => {
    const { receiver, subscribe, say, isAway } = suite;
    const { subscription } = await subscribe();
    receiver.reply = reply;
    await say('once');
    await isAway(subscription);
    expect(receiver.requests).toHaveLength(1);
  });

  test('asks its receiver by hand, which brings it back', async () => {
    const { ada, receiver, subscribe, say, isTold, isAway } = suite;
    const { subscription, secret } = await subscribe();
    const test = () => ada.must<SubscriptionTest>('POST', `/subscriptions/${subscription.id}/test`);
    expect(await test()).toEqual({ status: 204, ok: true });
    const [ping] = receiver.requests;
    expect(ping && believes(secret, ping)).toBe(true);
    expect(JSON.parse(ping?.body ?? '')).toEqual({
      type: 'ping',
      timestamp: expect.any(String),
      data: { subscriptionId: subscription.id },
    });
    await receiver.close();
    await say('waits');
    await isAway(subscription);
    expect(await test()).toEqual({ status: null, ok: false });
    await receiver.open();
    expect(await test()).toEqual({ status: 204, ok: true });
    await isTold('message.created waits');
  });

  test('is not told what its own bot says, nor hooks unless it wants to (W-15)', async () => {
    const { ada, ben, room, receiver, subscribe, say, told, isTold, programOf } = suite;
    const { bot } = await ada.must<MadeBot>('POST', '/bots', { username: newName('b') });
    await ada.must('POST', `/rooms/${room.id}/members`, { userIds: [bot.id] });
    const program = await programOf(bot);
    const events: NewSubscription['events'] = [
      'message.created',
      'message.changed',
      'message.deleted',
      'reaction.changed',
    ];
    const { subscription } = await subscribe({ botId: bot.id, events });
    expect(subscription.botId).toBe(bot.id);
    // A bot that answers everything it is told, as echo bots do.
    receiver.reply = async ({ body }) => {
      await say(`echo ${(JSON.parse(body) as { data: { message: { body: string } } }).data.message.body}`, program);
      return { status: 200 };
    };
    const { url } = await ada.must<MadeHook>('POST', `/rooms/${room.id}/hooks`, { name: 'Alerts' });
    const alert = (text: string) =>
      fetch(url.replace(/^https?:\/\/[^/]+/, ada.url), { method: 'POST', body: JSON.stringify({ text }) });
    await say('hello');
    await alert('an alert');
    await isTold('message.created hello');
    await say('still there?');
    await isTold('message.created hello', 'message.created still there?');
    await ada.must('PATCH', `/subscriptions/${subscription.id}`, { includeHooks: true });
    await alert('another alert');
    await isTold('message.created hello', 'message.created still there?', 'message.created another alert');
    const own = await say('an own one', program);
    receiver.reply = () => ({ status: 200 });
    await ben.must('PUT', `/messages/${own.id}/reactions/${THUMB}`);
    await eventually(() => told().at(-1) === 'reaction.changed an own one', 'what people say of it arrives');
    expect(told()).toHaveLength(4);
  });

  test('hears a room as long as its bot is in it (W-20)', async () => {
    const { ada, room, receiver, subscribe, say, told, isTold, shown, stateOf, askNow, isAway } = suite;
    const { subscription } = await subscribe({ events: [...EVERYTHING] });
    await say('heard');
    await isTold('message.created heard');
    await receiver.close();
    await say('never heard');
    await isAway(subscription);
    await ada.must('DELETE', `/rooms/${room.id}/members/${subscription.botId}`);
    await say('nor this');
    await receiver.open();
    await askNow(subscription);
    await eventually(async () => (await stateOf(subscription))?.revision === null, 'it hears nothing any more', 20_000);
    expect(told()).toEqual(['message.created heard']);
    expect((await shown(subscription))?.waiting).toBe(0);
  });

  test('hears nothing of a bot that is stopped, and goes on with it', async () => {
    const { ada, subscribe, say, told, isTold } = suite;
    const { subscription } = await subscribe();
    await ada.must('PATCH', `/bots/${subscription.botId}`, { disabled: true });
    await say('while it was stopped');
    await ada.must('POST', `/subscriptions/${subscription.id}/test`);
    expect(told()).toEqual([]);
    await ada.must('PATCH', `/bots/${subscription.botId}`, { disabled: false });
    await isTold('message.created while it was stopped');
  });

  test('ends with its bot, and is switched off when that is given to somebody else', async () => {
    const { admin, ada, ben, subscribe, shown } = suite;
    const kept = (await subscribe()).subscription;
    const gone = (await subscribe({ name: 'Others' })).subscription;
    await ada.must('DELETE', `/bots/${gone.botId}`);
    await eventually(async () => !(await shown(gone)), 'it is gone');
    await admin.must('PATCH', `/bots/${kept.botId}`, { ownerId: ben.id });
    expect((await shown(kept))?.disabledAt).toEqual(expect.any(String));
    const { items } = await admin.must<AuditPage>('GET', '/admin/audit?action=subscription_disabled');
    expect(items[0]).toMatchObject({ actorId: admin.id, detail: { reason: 'handed_over' } });
  });

  test('hears each of its rooms in its own order, and rooms that are added from then on', async () => {
    const { ada, room, receiver, subscribe, say, told, isTold } = suite;
    const other = await ada.must<Room>('POST', '/rooms', { name: 'Deck', kind: 'private' });
    const { subscription } = await subscribe();
    await say('too soon', ada, other);
    const { botId } = subscription;
    await ada.must('POST', `/rooms/${other.id}/members`, { userIds: [botId] });
    await ada.must('PATCH', `/subscriptions/${subscription.id}`, { roomIds: [room.id, other.id] });
    for (let at = 0; at < 20; at++) {
      await say(`here ${at}`);
      await say(`there ${at}`, ada, other);
    }
    const inOrder = (word: string) => Array.from({ length: 20 }, (_, at) => `message.created ${word} ${at}`);
    await isTold(...inOrder('here'));
    await eventually(() => receiver.told(other.id).length === 20, 'the other room arrives', 20_000);
    expect(receiver.told(other.id)).toEqual(inOrder('there'));
    await ada.must('PATCH', `/subscriptions/${subscription.id}`, { roomIds: [other.id] });
    await say('not here any more');
    await say('there', ada, other);
    await eventually(() => receiver.told(other.id).length === 21, 'the other room goes on');
    expect(told()).toHaveLength(20);
  });

  test('speaks the form of Slack to receivers that know no other', async () => {
    const { ada, room, receiver, input, subscribe, say } = suite;
    const { secret } = await subscribe({ format: 'slack' });
    await say('deploy & *run* ä');
    await eventually(() => receiver.requests.length === 1, 'it arrives');
    const [request] = receiver.requests;
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(request && believes(secret, request)).toBe(true);
    const form = Object.fromEntries(new URLSearchParams(request?.body));
    expect(form).toMatchObject({
      channel_id: room.id,
      channel_name: 'Operations',
      user_id: ada.id,
      user_name: ada.username,
      text: 'deploy & *run* ä',
      token: expect.stringMatching(/^[\da-f]{24}$/),
    });
    expect(request?.body).not.toContain(secret.slice(6, 20));
    expect(
      await ada.ask('POST', '/subscriptions', input({ format: 'slack', events: ['message.changed'] })),
    ).toMatchObject({
      ...refused(400, 'invalid_input'),
      body: { fields: { events: [expect.any(String)] } },
    });
  });

  test('tells its receiver when the history of a room is another one', async () => {
    const { database, room, receiver, subscribe, say, isTold, shown } = suite;
    const { subscription } = await subscribe();
    await say('before');
    await isTold('message.created before');
    // As a restored backup does.
    await database.query(`UPDATE room_head SET epoch = epoch + 1 WHERE room_id = $1`, [room.id]);
    await isTold('message.created before', 'room.reset');
    const reset = receiver.taken(room.id).at(-1);
    expect(reset?.event.data).toMatchObject({ heldRevision: expect.any(Number), revision: expect.any(Number) });
    expect(reset?.id).toMatch(/^evt_[\da-f-]+_reset_\d+_\d+$/);
    await say('after');
    await isTold('message.created before', 'room.reset', 'message.created after');
    expect((await shown(subscription))?.waiting).toBe(0);
  });
});
