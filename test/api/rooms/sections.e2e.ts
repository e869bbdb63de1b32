import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PersonalChanges } from '../../../src/personal/personal.dto.ts';
import type { Room, RoomPage } from '../../../src/rooms/rooms.dto.ts';
import type { Section, SectionList } from '../../../src/rooms/sections/sections.dto.ts';
import { limits } from '../../../src/shared/limits.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newMember, newMembers, onAnotherDevice, refused } from '../../support/member.ts';

describe('sections of the list of rooms', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let phone: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    [ada, ben] = (await newMembers(app.url, 2)) as [Member, Member];
    phone = await onAnotherDevice(ada);
    await phone.goOnline();
    room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
    await ben.must('POST', '/rooms/join', { code: room.code });
  });
  afterAll(async () => {
    phone.goOffline();
    await app.close();
  });

  const create = (input: object = { name: 'Customers' }, by = ada) => by.must<Section>('POST', '/sections', input);
  const names = async (by = ada) => (await by.must<SectionList>('GET', '/sections')).items.map(({ name }) => name);
  const put = (changes: object, by = ada) => by.ask<Room>('PATCH', `/rooms/${room.id}/membership`, changes);
  const listed = async (by: Member) =>
    (await by.must<RoomPage>('GET', '/rooms')).items.find(({ id }) => id === room.id);

  test('are made, changed and removed, and told to all devices of their owner', async () => {
    const section = await create();
    expect(section).toEqual({ id: section.id, name: 'Customers', collapsed: false, sort: 'recent', place: 'a' });
    expect(await phone.receives('personal_changed', ({ id }) => id === section.id)).toMatchObject({
      kind: 'section',
      value: section,
    });
    const changed = await ada.must<Section>('PATCH', `/sections/${section.id}`, { collapsed: true, sort: 'name' });
    expect(changed).toEqual({ ...section, collapsed: true, sort: 'name' });
    expect(await ada.must('PATCH', `/sections/${section.id}`, {})).toEqual(changed);
    expect(await names(ben)).toEqual([]);

    await ada.must('DELETE', `/sections/${section.id}`);
    await ada.must('DELETE', `/sections/${section.id}`); // a repeat changes nothing
    expect(await phone.receives('personal_changed', ({ id, value }) => id === section.id && !value)).toBeTruthy();
    expect(await names()).toEqual([]);
    const { items } = await ada.must<PersonalChanges>('GET', '/users/me/personal?since=0');
    expect(items.some(({ id }) => id === section.id)).toBe(false);
  });

  test('stand by their places, a new one behind the others', async () => {
    const first = await create({ name: 'First' });
    const second = await create({ name: 'Second' });
    const third = await create({ name: 'Third', place: 'Z' });
    expect(await names()).toEqual(['Third', 'First', 'Second']);
    await ada.must('PATCH', `/sections/${second.id}`, { place: 'ZV' });
    expect(await names()).toEqual(['Third', 'Second', 'First']);
    for (const { id } of [first, second, third]) await ada.must('DELETE', `/sections/${id}`);
  });

  test('hold rooms, for their owner alone, on all their devices', async () => {
    const section = await create();
    expect((await put({ sectionId: section.id, place: 'b' })).body).toMatchObject({
      sectionId: section.id,
      place: 'b',
    });
    expect(await phone.receives('room_updated', ({ id, place }) => id === room.id && place === 'b')).toMatchObject({
      sectionId: section.id,
    });
    expect(await listed(ada)).toMatchObject({ sectionId: section.id, place: 'b' });
    expect(await listed(ben)).toMatchObject({ sectionId: null, place: null });
    expect((await put({ favourite: true })).body).toMatchObject({ sectionId: section.id, place: 'b', favourite: true });
    expect((await put({ sectionId: null, place: null, favourite: false })).body).toMatchObject({
      sectionId: null,
      place: null,
    });

    await put({ sectionId: section.id });
    await ada.must('DELETE', `/sections/${section.id}`);
    expect(await listed(ada)).toMatchObject({ sectionId: section.id }); // an id that stands for none
  });

  test('are nobody else’s to use, change or remove', async () => {
    const section = await create();
    expect(await put({ sectionId: section.id }, ben)).toMatchObject(refused(404, 'section_not_found'));
    expect(await put({ sectionId: randomUUID() })).toMatchObject(refused(404, 'section_not_found'));
    expect(await ben.ask('PATCH', `/sections/${section.id}`, { name: 'Mine' })).toMatchObject(
      refused(404, 'section_not_found'),
    );
    await ben.must('DELETE', `/sections/${section.id}`);
    expect(await names()).toEqual(['Customers']);
    await ada.must('DELETE', `/sections/${section.id}`);
  });

  test.each([
    ['POST', { name: '' }, 'name'],
    ['POST', { name: '\u200b' }, 'name'],
    ['POST', { name: 'x'.repeat(limits.sectionName + 1) }, 'name'],
    ['POST', {}, 'name'],
    ['POST', { name: 'a', sort: 'size' }, 'sort'],
    ['POST', { name: 'a', collapsed: 'yes' }, 'collapsed'],
    ['POST', { name: 'a', place: '' }, 'place'],
    ['POST', { name: 'a', place: 'a0' }, 'place'],
    ['POST', { name: 'a', place: 'ä' }, 'place'],
    ['POST', { name: 'a', place: 'a'.repeat(limits.place + 1) }, 'place'],
    ['POST', { name: 'a', rooms: [] }, 'rooms'],
    ['PATCH', { name: null }, 'name'],
    ['PATCH', { place: null }, 'place'],
  ])('refuse %s of %j', async (method, body, field) => {
    const path = method === 'POST' ? '/sections' : `/sections/${randomUUID()}`;
    const answer = await ada.ask<{ fields: object }>(method, path, body);
    expect(answer).toMatchObject(refused(400, 'invalid_input'));
    expect(Object.keys(answer.body.fields)).toEqual([field]);
  });

  test.each([
    [{ sectionId: 'mine' }, 'sectionId'],
    [{ place: '0' }, 'place'],
    [{ place: 1 }, 'place'],
  ])('take no room by %j', async (changes, field) => {
    const answer = await put(changes);
    expect(answer).toMatchObject(refused(400, 'invalid_input'));
    expect(Object.keys((answer.body as unknown as { fields: object }).fields)).toEqual([field]);
  });

  test('are at most fifty', async () => {
    const cleo = await newMember(app.url);
    for (let made = 0; made < limits.sections; made++) await create({ name: `Section ${made}` }, cleo);
    expect(await names(cleo)).toEqual(Array.from({ length: limits.sections }, (_, made) => `Section ${made}`));
    expect(await cleo.ask('POST', '/sections', { name: 'one more' })).toMatchObject(refused(409, 'too_many_sections'));
  });
});
