import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.ts';
import { type Member, newMember } from '../support/member.ts';

describe('the same request many times at once', () => {
  let app: TestApp;
  let ada: Member;

  beforeAll(async () => {
    app = await startApp();
    ada = await newMember(app.url);
  });

  afterAll(() => app.close());

  test('for an export of one’s data: each replaces the one before', async () => {
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all(Array.from({ length: 12 }, () => ada.ask('POST', '/users/me/export')));
      expect([...new Set(answers.map(({ status }) => status))]).toEqual([202]);
    }
  });
});
