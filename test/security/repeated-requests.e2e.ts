import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ExportState } from '../../src/exports/exports.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { eventually, type Member, newMember } from '../support/member.ts';

describe('the same request many times at once', () => {
  let app: TestApp;
  let ada: Member;

  beforeAll(async () => {
    app = await startApp();
    ada = await newMember(app.url);
  });

  afterAll(() => app.close());

  test('for an export of one’s data: each replaces the one before', async () => {
    await ada.goOnline();
    const room = await ada.command('create_room', { name: 'Diary', kind: 'private' });
    await Promise.all(Array.from({ length: 20 }, (_, i) => ada.send(room, `Entry ${i}`)));
    for (let round = 0; round < 40; round++) {
      const answers = await Promise.all(Array.from({ length: 12 }, () => ada.ask('POST', '/users/me/export')));
      expect([...new Set(answers.map(({ status }) => status))]).toEqual([202]);
    }
    await eventually(
      async () => (await ada.must<ExportState>('GET', '/users/me/export')).readyAt ?? undefined,
      'the export is ready',
    );
    const { body } = await ada.ask<{ messages: { body: string }[] }>('GET', '/users/me/export/content');
    expect(body.messages).toHaveLength(20);
    ada.goOffline();
  });
});
