import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { Message } from '../../src/timeline/message.dto.ts';
import type { OwnPoll } from '../../src/timeline/poll.dto.ts';
import { eventually, type Member, newMember, newMembers } from '../support/member.ts';
import { startTwoNodes, type TwoNodes } from '../support/two-nodes.ts';

const VOTERS_PER_NODE = 50;
/** Accounts that are made at the same time. */
const AT_ONCE = 5;

describe('a poll that a company answers at once, on two nodes', () => {
  let company: TwoNodes;
  let ada: Member;
  let ben: Member;
  let voters: Member[];
  let asked: Message;

  beforeAll(async () => {
    company = await startTwoNodes({});
    const [first, second] = company.nodes;
    ada = await newMember(first.url);
    ben = await newMember(second.url);
    for (const person of [ada, ben]) await person.goOnline();
    const room = await ada.command('create_room', { name: 'Company', kind: 'private' });
    await ben.command('join_room', { code: room.code });
    voters = [];
    for (const { url } of company.nodes)
      for (let made = 0; made < VOTERS_PER_NODE; made += AT_ONCE) voters.push(...(await newMembers(url, AT_ONCE)));
    for (const voter of voters) await voter.must<Room>('POST', '/rooms/join', { code: room.code });
    asked = await ada.command('send_message', {
      roomId: room.id,
      clientId: randomUUID(),
      body: 'Who comes?',
      poll: { options: ['I do', 'I do not'] },
    });
  }, 240_000);

  afterAll(async () => {
    for (const person of [ada, ben]) person.goOffline();
    await company.stop();
  });

  test('counts everybody once, and is not broadcast for each', async () => {
    const changes: Record<string, number[]> = { ada: [], ben: [] };
    for (const [name, person] of Object.entries({ ada, ben }))
      person.onEvent = ({ event, payload }) => {
        if (event === 'message_changed' && payload.id === asked.id) changes[name]?.push(payload.poll?.voters ?? 0);
      };
    const ids = asked.poll?.options.map(({ id }) => id) ?? [];
    const path = `/messages/${asked.id}/poll/votes`;
    /** A node that has too much to do says so, and is asked again, as a client would. */
    const vote = async (voter: Member, index: number): Promise<OwnPoll> => {
      const { status, body } = await voter.ask<OwnPoll>('PUT', path, { optionIds: [ids[index % 2]] });
      if (status === 200) return body;
      expect(status).toBe(503);
      await delay(1_000);
      return vote(voter, index);
    };
    const answers = await Promise.all(voters.map(vote));
    for (const [index, { mine }] of answers.entries()) expect(mine).toEqual([ids[index % 2]]);
    for (const [name, person] of Object.entries({ ada, ben })) {
      await eventually(() => changes[name]?.at(-1) === voters.length, `${name} has seen the last vote`);
      const { poll } = await person.must<Message>('GET', `/messages/${asked.id}`);
      expect(poll?.options.map(({ votes, voterIds }) => [votes, new Set(voterIds).size])).toEqual([
        [VOTERS_PER_NODE, VOTERS_PER_NODE],
        [VOTERS_PER_NODE, VOTERS_PER_NODE],
      ]);
      expect(changes[name]?.length).toBeLessThan(voters.length);
    }
    process.stdout.write(
      `${voters.length} votes travelled as ${changes.ada?.length} and ${changes.ben?.length} changes\n`,
    );
  }, 120_000);

  test('closes once, whichever node is first', async () => {
    const before = await ada.must<Message>('GET', `/messages/${asked.id}`);
    const close = (person: Member) => person.ask<OwnPoll>('POST', `/messages/${asked.id}/poll/close`);
    await ada.must('PATCH', `/rooms/${asked.roomId}/members/${ben.id}`, { role: 'moderator' });
    const [one, other] = await Promise.all([close(ada), close(ben)]);
    expect(one.body.closedAt).toBe(other.body.closedAt);
    const after = await ben.must<Message>('GET', `/messages/${asked.id}`);
    expect(after.revision).toBeGreaterThan(before.revision);
    expect(after.poll?.closedAt).toBe(one.body.closedAt);
  });
});
