import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Database } from '../../../src/common/database/database.ts';
import { Retention } from '../../../src/common/retention.ts';
import { PersonalCleanup } from '../../../src/personal/personal-cleanup.ts';
import type { PersonalChanges } from '../../../src/personal/personal.dto.ts';
import { PersonalStream } from '../../../src/personal/personal-stream.service.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { limits } from '../../../src/shared/limits.ts';
import { eventually, type Member, newMember, onAnotherDevice, PASSWORD } from '../../support/member.ts';
import { expectSamePersonal, PersonalDevice } from '../../support/personal-device.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { startTwoNodes, type TwoNodes } from '../../support/two-nodes.ts';

const SEED = Number(process.env.SEED ?? Date.now() % 100_000);
const ACTIONS = 150;

/** Ada's phone is connected to the first node, her laptop to the second. */
describe('what is personal', () => {
  let company: TwoNodes;
  let ada: Member;
  let room: Room;
  let messageIds: string[];
  let devices: PersonalDevice[] = [];
  let database: Database;

  beforeAll(async () => {
    company = await startTwoNodes({});
    const [first] = company.nodes;
    database = first.nest.get(Database);
    ada = await newMember(first.url);
    room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
    messageIds = [];
    for (let index = 0; index < 12; index++) {
      const message = { clientId: crypto.randomUUID(), body: `message ${index}` };
      messageIds.push((await ada.must<{ id: string }>('POST', `/rooms/${room.id}/messages`, message)).id);
    }
  }, 60_000);

  afterEach(() => {
    for (const device of devices) device.goOffline();
    devices = [];
  });

  afterAll(() => company.stop());

  const device = async (node: 0 | 1, of = ada): Promise<PersonalDevice> => {
    const one = new PersonalDevice((await onAnotherDevice(of)).sameSession(company.nodes[node].url));
    devices.push(one);
    return one;
  };
  const save = (id: string | undefined, input: object = {}, by = ada) => by.must('PUT', `/messages/${id}/saved`, input);
  const since = (revision: number, more = '', by = ada) =>
    by.must<PersonalChanges>('GET', `/users/me/personal?since=${revision}${more}`);
  const monthLater = async () => {
    await database.query(
      `UPDATE personal_changes SET gone_at = gone_at - interval '31 days' WHERE gone_at IS NOT NULL`,
    );
    await company.nodes[0].nest.get(PersonalCleanup).forgetTombstones();
  };

  test(`is the same on all devices and in a fresh sync, after anything in any order (SEED=${SEED})`, async () => {
    const random = seededRandom(SEED);
    const [phone, laptop, attic] = [await device(0), await device(1), await device(0)];
    for (const each of [phone, laptop, attic]) await each.goOnline();
    await save(messageIds[0]);
    await save(messageIds[1]);
    await expectSamePersonal(devices);
    attic.goOffline();
    const acts: (() => Promise<unknown>)[] = [
      () => save(random.pick(messageIds), { note: `note ${random.below(1000)}` }),
      () => save(random.pick(messageIds), { state: random.pick(['open', 'done']) }),
      () => ada.must('DELETE', `/messages/${random.pick(messageIds)}/saved`),
      async () => {
        const some = random.pick([phone, laptop]);
        if (!some || busy.has(some)) return;
        busy.add(some);
        if (some.isOnline) some.goOffline();
        else await some.goOnline();
        busy.delete(some);
      },
    ];
    const busy = new Set<PersonalDevice>();
    let running: Promise<unknown>[] = [];
    for (let act = 0; act < ACTIONS; act++) {
      running.push(random.pick(acts)?.() ?? Promise.resolve());
      if (random.below(4) > 0) continue;
      await Promise.all(running);
      running = [];
    }
    await Promise.all(running);
    await ada.must('DELETE', `/messages/${messageIds[0]}/saved`);
    await save(messageIds[1], { note: 'last' });
    await monthLater();
    for (const each of devices) if (!each.isOnline) await each.goOnline();
    await expectSamePersonal(devices);
    expect(attic.resets).toBe(1);
    expect(attic.items.map(({ id }) => id)).not.toContain(messageIds[0]);
    expect(phone.items.at(-1)).toMatchObject({ id: messageIds[1], value: { note: 'last' } });
  }, 60_000);

  test('reaches the devices of its person only', async () => {
    const ben = await newMember(company.nodes[0].url);
    const [phone, other] = [await device(1), await device(1, ben)];
    await phone.goOnline();
    await other.goOnline();
    await save(messageIds[2], { note: 'for me' });
    await phone.member.receives(
      'personal_changed',
      ({ value }) => value !== null && 'note' in value && value.note === 'for me',
    );
    expect(other.member.eventsOf('personal_changed')).toEqual([]);
    expect((await since(0, '', ben)).items).toEqual([]);
  });

  test('is told after a revision, with what has gone, and not again', async () => {
    await save(messageIds[3]);
    const { revision, epoch } = await since(0);
    await ada.must('DELETE', `/messages/${messageIds[3]}/saved`);
    await save(messageIds[4], { note: 'new' });
    expect(await since(revision, `&epoch=${epoch}`)).toMatchObject({
      items: [
        { kind: 'saved', id: messageIds[3], revision: revision + 1, value: null },
        { kind: 'saved', id: messageIds[4], revision: revision + 2, value: { note: 'new' } },
      ],
      revision: revision + 2,
      more: false,
      reset: false,
      epoch,
    });
    expect(await since(revision + 2)).toMatchObject({ items: [], reset: false });
    expect((await since(0)).items.map(({ id }) => id)).not.toContain(messageIds[3]);
  });

  test('begins anew for who holds another epoch, a revision of the future, or what is forgotten', async () => {
    const { revision, epoch } = await since(0);
    expect(await since(revision + 1)).toMatchObject({ reset: true, revision });
    expect(await since(revision, `&epoch=${epoch + 1}`)).toMatchObject({ reset: true });
    expect((await since(revision, `&epoch=${epoch + 1}`)).items).toEqual((await since(0)).items);
    await save(messageIds[5]);
    await ada.must('DELETE', `/messages/${messageIds[5]}/saved`);
    expect(await since(revision)).toMatchObject({ reset: false });
    await monthLater();
    expect(await since(revision)).toMatchObject({ reset: true });
    expect(await since(revision, '&continued=true')).toMatchObject({ reset: false });
    expect(await since((await since(0)).revision)).toMatchObject({ reset: false, items: [] });
  });

  test('is told in pages', async () => {
    const cleo = await newMember(company.nodes[0].url);
    const ids = Array.from({ length: limits.personalPerAnswer + 7 }, () => crypto.randomUUID());
    const changes = ids.map((id) => ({ kind: 'saved', id, isGone: false }));
    await company.nodes[0].nest.get(PersonalStream).write(cleo.id, () => Promise.resolve({ answer: null, changes }));
    const first = await since(0, '', cleo);
    expect([first.items.length, first.more, first.revision]).toEqual([limits.personalPerAnswer, true, 500]);
    const second = await since(first.revision, '&continued=true', cleo);
    expect([second.items.length, second.more, second.revision]).toEqual([7, false, ids.length]);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
  });

  test('goes with its account, also what a process that ended in between has left', async () => {
    const { nest, url } = company.nodes[0];
    const leaver = await newMember(url);
    await since(0, '', leaver);
    const left = () => database.query('SELECT FROM person_head WHERE user_id = $1', [leaver.id]);
    expect(await left()).toHaveLength(1);
    await leaver.must('DELETE', '/users/me', { password: PASSWORD });
    await eventually(async () => (await left()).length === 0, 'nothing personal is kept');
    await database.query('INSERT INTO person_head (user_id, revision, epoch) VALUES ($1, 1, 1)', [leaver.id]);
    await nest.get(Retention).run();
    expect(await left()).toEqual([]);
  });

  test.each(['', '?since=-1', '?since=x', '?since=1&epoch=0', '?since=1&continued=maybe', '?since=1&other=2'])(
    'is not told for %j',
    async (query) => {
      expect(await ada.ask('GET', `/users/me/personal${query}`)).toMatchObject({
        status: 400,
        body: { code: 'invalid_input' },
      });
    },
  );
});
