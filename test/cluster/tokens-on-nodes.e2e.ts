import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TokenPage } from '../../src/auth/tokens/tokens.dto.ts';
import { eventually, type Member, newMember } from '../support/member.ts';
import { programWith } from '../support/sign-in/tokens.ts';
import { startTwoNodes, type TwoNodes } from '../support/two-nodes.ts';

/** How long the socket of a token that has ended may stay: nodes without hints look every five seconds. */
const CUT_WITHIN_MS = process.env.TEST_HINTS === 'off' ? 6_000 : 1_000;

describe('the socket of a token (T36)', () => {
  let cluster: TwoNodes;
  let admin: Member;

  beforeAll(async () => {
    cluster = await startTwoNodes({});
    admin = await newMember(cluster.nodes[0].url);
  });

  afterAll(() => cluster.stop());

  /** A program at each node, with one token each. */
  async function programsOf(member: Member): Promise<Member[]> {
    const programs = [];
    for (const { url } of cluster.nodes) {
      const program = await programWith(member, { days: 90 }, url);
      await program.goOnline();
      programs.push(program);
    }
    return programs;
  }

  async function cutOf(program: Member): Promise<string> {
    const { reason } = await program.receives('session_ended');
    await eventually(() => program.socket?.connected === false, 'the socket is closed');
    return reason;
  }

  test('of ninety days opens and stays: no timer is longer than 24 days', async () => {
    const member = await newMember(cluster.nodes[0].url);
    const programs = await programsOf(member);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    for (const program of programs) {
      expect(program.socket?.connected).toBe(true);
      expect(program.eventsOf('session_ended')).toEqual([]);
      expect(program.eventsOf('token_expiring')).toEqual([]);
      program.goOffline();
    }
  });

  test.each<[string, string, (member: Member) => Promise<unknown>]>([
    [
      'is revoked',
      'token_revoked',
      async (member) => {
        const { items } = await member.must<TokenPage>('GET', '/auth/tokens');
        return Promise.all(items.map(({ id }) => member.must('DELETE', `/auth/tokens/${id}`)));
      },
    ],
    [
      'is revoked by an administrator',
      'token_revoked',
      async (member) => {
        const path = `/admin/users/${member.id}/tokens`;
        const { items } = await admin.must<TokenPage>('GET', path);
        return Promise.all(items.map(({ id }) => admin.must('DELETE', `${path}/${id}`)));
      },
    ],
    [
      'belongs to a person who is disabled',
      'account_disabled',
      (member) => admin.must('PATCH', `/admin/users/${member.id}`, { disabled: true }),
    ],
  ])('is cut on both nodes in time when it %s', async (_, reason, end) => {
    const member = await newMember(cluster.nodes[0].url);
    const programs = await programsOf(member);
    const began = Date.now();
    await end(member);
    const reasons = await Promise.all(programs.map(cutOf));
    expect(Date.now() - began).toBeLessThan(CUT_WITHIN_MS + 500);
    expect(reasons).toEqual([reason, reason]);
  });

  test('has the rights that its person has now', async () => {
    const member = await newMember(cluster.nodes[0].url);
    await admin.must('PATCH', `/admin/users/${member.id}`, { role: 'admin' });
    const programs = await programsOf(member);
    await admin.must('PATCH', `/admin/users/${member.id}`, { role: 'member' });
    for (const program of programs) {
      await program.receives('user_changed', ({ id, role }) => id === member.id && role === 'member');
      expect((await program.ask('GET', '/admin/settings')).status).toBe(403);
      program.goOffline();
    }
  });
});
