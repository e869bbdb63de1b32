import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Account } from '../../../src/admin/admin.dto.ts';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newMember, newName, refused } from '../../support/member.ts';

describe('corrections of an account', () => {
  let app: TestApp;
  let admin: Member;

  beforeAll(async () => {
    app = await startApp();
    admin = await newMember(app.url);
  });

  afterAll(() => app.close());

  const emailOf = (name: string) => `${name}@example.org`;

  test('count together or not at all', async () => {
    const [person, other] = [await newMember(app.url), await newMember(app.url)];
    const before = { email: emailOf(person.username), username: person.username };
    const correct = (changes: object) => admin.ask<Account>('PATCH', `/admin/users/${person.id}/profile`, changes);
    expect(await correct({ email: emailOf(newName()), username: other.username, displayName: 'Other' })).toMatchObject(
      refused(409, 'username_taken'),
    );
    expect(await correct({ email: emailOf(other.username), username: newName(), displayName: 'Other' })).toMatchObject(
      refused(409, 'email_taken'),
    );
    // Of two requests for one name the slower is refused by the database.
    const name = newName();
    const rivals = [person, other].map(({ id, username }) =>
      admin.ask<Account>('PATCH', `/admin/users/${id}/profile`, { email: emailOf(`of-${username}`), username: name }),
    );
    const answers = await Promise.all(rivals);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const [refusedPerson, index] = answers[0]?.status === 409 ? [person, 0] : [other, 1];
    expect(answers[index]).toMatchObject(refused(409, 'username_taken'));
    expect(await refusedPerson.must('GET', '/users/me')).toMatchObject({
      email: emailOf(refusedPerson.username),
      username: refusedPerson.username,
      displayName: refusedPerson.username,
    });
    for (const action of ['email_changed', 'username_changed', 'display_name_changed']) {
      const { items } = await admin.must<AuditPage>('GET', `/admin/audit?action=${action}`);
      expect(items.filter(({ targetId }) => targetId === refusedPerson.id)).toEqual([]);
    }
    if (refusedPerson === person) expect(await correct(before)).toMatchObject({ status: 200, body: before });
  });
});
