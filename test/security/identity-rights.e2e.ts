import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROLES, type Role } from '../../src/shared/roles.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { ApiClient, type Member, newGuest, newMember } from '../support/member.ts';
import { programWith } from '../support/sign-in/tokens.ts';

/** Whose account a route is tried on: the caller's own, or those of a member and of another administrator. */
type Whose = 'own' | 'member' | 'admin';
/** A visitor without a session, a token with every scope, or a person of a role. */
type Who = 'visitor' | 'token' | Role;
type Outcome = '✓' | `${number} ${string}`;

const EVERYBODY: Who[] = ['visitor', 'token', ...ROLES];
const OUT = '401 unauthenticated';
const CLOSED = '403 session_required';
const NO = '403 forbidden';
const NONE = '404 not_found';
const GONE = '404 invitation_not_found';
const WRONG = '400 invalid_input';

/**
 * Who may what with factors, passkeys, tokens and invitations. `✓` says that the route did its work; a refusal of what was
 * asked, such as 400 for an empty body, says that the caller may.
 */
const rights: [route: string, whose: Whose, ...outcomes: Outcome[]][] = [
  //                                                 visitor token   guest   member  moderator admin
  ['GET /auth/factors', 'own', OUT, CLOSED, '✓', '✓', '✓', '✓'],
  ['POST /auth/totp', 'own', OUT, CLOSED, NO, '✓', '✓', '✓'],
  ['DELETE /auth/totp', 'own', OUT, CLOSED, NO, NONE, NONE, NONE],
  ['POST /auth/totp/confirm', 'own', OUT, CLOSED, WRONG, WRONG, WRONG, WRONG],
  ['POST /auth/recovery-codes', 'own', OUT, CLOSED, NO, NONE, NONE, NONE],
  ['POST /auth/passkeys/options', 'own', OUT, CLOSED, NO, '✓', '✓', '✓'],
  ['POST /auth/passkeys', 'own', OUT, CLOSED, WRONG, WRONG, WRONG, WRONG],
  ['DELETE /auth/passkeys/:none', 'own', OUT, CLOSED, NO, NONE, NONE, NONE],
  ['POST /auth/confirm', 'own', OUT, CLOSED, WRONG, WRONG, WRONG, WRONG],
  ['GET /auth/tokens', 'own', OUT, CLOSED, NO, '✓', '✓', '✓'],
  ['POST /auth/tokens', 'own', OUT, CLOSED, WRONG, WRONG, WRONG, WRONG],
  ['DELETE /auth/tokens/:none', 'own', OUT, CLOSED, NONE, NONE, NONE, NONE],
  ['GET /admin/users/:whose/tokens', 'member', OUT, CLOSED, NO, NO, NO, '✓'],
  ['GET /admin/users/:whose/tokens', 'admin', OUT, CLOSED, NO, NO, NO, '✓'],
  ['GET /admin/users/:whose/tokens', 'own', OUT, CLOSED, NO, NO, NO, '✓'],
  ['DELETE /admin/users/:whose/tokens/:none', 'member', OUT, CLOSED, NO, NO, NO, NONE],
  ['DELETE /admin/users/:whose/tokens/:none', 'admin', OUT, CLOSED, NO, NO, NO, NONE],
  ['DELETE /admin/users/:whose/factors', 'member', OUT, CLOSED, NO, NO, NO, NONE],
  ['DELETE /admin/users/:whose/factors', 'admin', OUT, CLOSED, NO, NO, NO, NONE],
  ['DELETE /admin/users/:whose/factors', 'own', OUT, CLOSED, NO, NO, NO, NO],
  ['GET /admin/users?secondFactor=none', 'own', OUT, '✓', NO, NO, NO, '✓'],
  ['GET /invitations', 'own', OUT, CLOSED, NO, '✓', '✓', '✓'],
  ['POST /invitations', 'own', OUT, CLOSED, WRONG, WRONG, WRONG, WRONG],
  ['POST /invitations/links', 'own', OUT, CLOSED, NO, '✓', '✓', '✓'],
  ['POST /invitations/:none/resend', 'own', OUT, CLOSED, NO, GONE, GONE, GONE],
  ['DELETE /invitations/:none', 'own', OUT, CLOSED, NO, GONE, GONE, GONE],
];

const NOWHERE = '0198c5a2-7c1e-7b52-9d2e-6f1f3f6f2b0a';

describe('who may what with factors, tokens and invitations', () => {
  let app: TestApp;
  let people: Record<Who, ApiClient>;
  let ids: Record<'member' | 'admin', string>;

  beforeAll(async () => {
    app = await startApp();
    const admin = await newMember(app.url);
    const withRole = async (role: 'member' | 'moderator' | 'admin'): Promise<Member> => {
      const member = await newMember(app.url);
      if (role !== 'member') await admin.must('PATCH', `/admin/users/${member.id}`, { role });
      return member;
    };
    ids = { member: (await withRole('member')).id, admin: (await withRole('admin')).id };
    people = {
      visitor: new ApiClient(app.url),
      token: await programWith(admin),
      guest: await newGuest(app.url),
      member: await withRole('member'),
      moderator: await withRole('moderator'),
      admin,
    };
  });

  afterAll(() => app.close());

  const outcomeOf = async (who: Who, route: string, whose: Whose): Promise<Outcome> => {
    const caller = people[who];
    const [method = '', path = ''] = route.split(' ');
    const own = 'id' in caller ? String(caller.id) : NOWHERE;
    const url = path.replace(':whose', whose === 'own' ? own : ids[whose]).replace(':none', NOWHERE);
    const { status, body } = await caller.ask<object | undefined>(method, url, method === 'POST' ? {} : undefined);
    return status < 300 ? '✓' : `${status} ${String(body?.code)}`;
  };

  test.each(rights)('%s, %s', async (route, whose, ...outcomes) => {
    const found = [];
    for (const who of EVERYBODY) found.push([who, await outcomeOf(who, route, whose)]);
    expect(found).toEqual(EVERYBODY.map((who, index) => [who, outcomes[index]]));
  });
});
