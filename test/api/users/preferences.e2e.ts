import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Me, Preferences } from '../../../src/users/users.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newMember } from '../../support/member.ts';

const EVERYTHING: Preferences = {
  theme: 'dark',
  language: 'de',
  readReceipts: false,
  hidePresence: true,
  dndUntil: '2030-01-02T03:04:05Z',
  quietHours: { from: '22:00', to: '07:30', timeZone: 'Europe/Berlin' },
  emailDigest: false,
  hideNotices: true,
  sounds: false,
  density: 'compact',
  textSize: 'large',
  skinTone: 5,
  enterSends: false,
};

describe('preferences', () => {
  let app: TestApp;
  let ada: Member;

  beforeAll(async () => {
    app = await startApp();
    ada = await newMember(app.url);
  });

  afterAll(() => app.close());

  test('are stored as given, and replaced as a whole', async () => {
    expect((await ada.must<Me>('PATCH', '/users/me', { preferences: EVERYTHING })).preferences).toEqual(EVERYTHING);
    expect((await ada.must<Me>('GET', '/users/me')).preferences).toEqual(EVERYTHING);
    const silence = { dndUntil: null, quietHours: null };
    expect((await ada.must<Me>('PATCH', '/users/me', { preferences: silence })).preferences).toEqual(silence);
    expect((await ada.must<Me>('PATCH', '/users/me', { bio: 'Mathematics' })).preferences).toEqual(silence);
  });

  test.each([
    ['an unknown one', { colour: 'red' }, 'preferences.colour'],
    ['an unknown theme', { theme: 'pink' }, 'preferences.theme'],
    ['a time that is none', { dndUntil: 'tomorrow' }, 'preferences.dndUntil'],
    ['a day that is none', { dndUntil: '2030-02-30T00:00:00Z' }, 'preferences.dndUntil'],
    [
      'an hour that is none',
      { quietHours: { ...EVERYTHING.quietHours, from: '24:00' } },
      'preferences.quietHours.from',
    ],
    ['half of quiet hours', { quietHours: { from: '22:00', timeZone: 'UTC' } }, 'preferences.quietHours.to'],
    [
      'a place without a clock',
      { quietHours: { ...EVERYTHING.quietHours, timeZone: 'Mars/Base' } },
      'preferences.quietHours.timeZone',
    ],
    ['a skin that nobody has', { skinTone: 6 }, 'preferences.skinTone'],
    ['a density that is none', { density: 'loose' }, 'preferences.density'],
    ['a size that is none', { textSize: 'huge' }, 'preferences.textSize'],
    ['a word for yes', { hidePresence: 'yes' }, 'preferences.hidePresence'],
    ['a theme that is null', { theme: null }, 'preferences.theme'],
    ['a word for everything', 'all', 'preferences'],
    ['nothing', null, 'preferences'],
  ])('refuse %s', async (_, preferences, field) => {
    const { status, body } = await ada.ask('PATCH', '/users/me', { preferences });
    expect({ status, code: body.code, fields: Object.keys(body.fields ?? {}) }).toEqual({
      status: 400,
      code: 'invalid_input',
      fields: [field],
    });
  });

  test.each(['displayName', 'bio', 'statusText'])('a profile has no %s that is null', async (field) => {
    expect((await ada.ask('PATCH', '/users/me', { [field]: null })).status).toBe(400);
  });
});
