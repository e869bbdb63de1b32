import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { MadeHook } from '../../../src/integrations/hooks/hooks.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { eventually, type Member, newMember } from '../../support/member.ts';
import { startAlertmanager } from '../../support/services/alertmanager.mjs';

let app: TestApp;
let ada: Member;

beforeAll(async () => {
  app = await startApp();
  ada = await newMember(app.url);
  await ada.goOnline();
}, 120_000);

afterAll(async () => {
  ada.goOffline();
  await app.close();
});

/** What its file says of a receiver, for the address of a hook. */
const receivers: [kind: string, receiver: (address: string) => string][] = [
  [
    'for Slack, as docs/integrations.md has it',
    (address) => `    slack_configs:\n      - { api_url: '${address}', channel: '#any', send_resolved: true }\n`,
  ],
  ['of its own', (address) => `    webhook_configs:\n      - { url: '${address}', send_resolved: true }\n`],
];

test.each(receivers)(
  'the real Alertmanager tells a room by its receiver %s that an alert fires and is over',
  async (_kind, receiver) => {
    const room = await ada.must<Room>('POST', '/rooms', { name: 'Operations', kind: 'private' });
    const { url } = await ada.must<MadeHook>('POST', `/rooms/${room.id}/hooks`, { name: 'Alerts' });
    const alertmanager = await startAlertmanager(receiver(app.url + new URL(url).pathname));
    try {
      const labels = { alertname: 'DiskAlmostFull', instance: 'db-1', severity: 'critical' };
      const startsAt = new Date(Date.now() - 60_000).toISOString();
      const tell = async (alert: object) => {
        const answer = await fetch(`${alertmanager.url}/api/v2/alerts`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify([{ labels, annotations: { summary: 'db-1 has 3 % left' }, startsAt, ...alert }]),
        });
        expect(answer.status).toBe(200);
      };
      await tell({});
      expect(await arrives(room, /DiskAlmostFull/)).toMatchObject({ author: { bot: true }, tone: 'danger' });
      await tell({ endsAt: new Date().toISOString() });
      expect(await arrives(room, /RESOLVED|resolved|✅/)).toMatchObject({ author: { bot: true }, tone: 'good' });
      // It takes any answer but `ok` for a failure, and would have said all of it again.
      const sent = ada.receivedMessages(room.id).filter(({ kind }) => kind === 'text');
      expect(sent).toHaveLength(2);
    } finally {
      await alertmanager.stop();
    }
  },
);

const arrives = (room: Room, words: RegExp): Promise<Message> =>
  eventually(
    () => ada.receivedMessages(room.id).find(({ body, kind }) => kind === 'text' && words.test(body)),
    `${words} arrives`,
    20_000,
  );
