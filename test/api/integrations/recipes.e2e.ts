import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { MadeHook } from '../../../src/integrations/hooks/hooks.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { History, Message, MessageTone } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newMember } from '../../support/member.ts';

const run = promisify(execFile);
const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/integrations.md'), 'utf8');
const RECIPES = PAGE.slice(PAGE.indexOf('\n## Recipes'), PAGE.indexOf('\n## From a shell'));
const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8');
/** What the page has between two marks, from the recipe on. */
const onPage = (recipe: string, pattern: RegExp): string =>
  pattern.exec(PAGE.slice(PAGE.indexOf(`\n**${recipe}**`)))?.[1] ?? '';

interface Sent {
  body: string;
  headers?: Record<string, string>;
  /** What the message holds. */
  words: string;
  tone: MessageTone | null;
}

/** As its documentation has it: an alert rule tells its contact point. */
const GRAFANA = {
  receiver: 'Parley',
  status: 'firing',
  orgId: 1,
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'High memory usage', zone: 'us-1' },
      annotations: { summary: 'Of zone us-1', runbook_url: 'https://runbook.example.org/1234' },
      startsAt: '2026-10-12T09:51:03.157076+02:00',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'https://grafana.example.org/alerting/1afz29v7z/edit',
      fingerprint: 'c6eadffa33fcdf37',
      silenceURL: 'https://grafana.example.org/alerting/silence/new',
      values: { B: 44.23943737541908, C: 1 },
    },
  ],
  groupLabels: { alertname: 'High memory usage' },
  commonLabels: { zone: 'us-1' },
  commonAnnotations: {},
  externalURL: 'https://grafana.example.org/',
  version: '1',
  groupKey: '{}:{alertname="High memory usage"}',
  truncatedAlerts: 0,
  title: '[FIRING:1] High memory usage (us-1)',
  state: 'alerting',
  message: '**Firing**',
};

const GRAFANA_FOR_SLACK = {
  channel: '#any',
  username: 'Grafana',
  icon_url: 'https://grafana.com/static/assets/img/fav32.png',
  attachments: [
    {
      color: '#D63232',
      title: '[FIRING:1] High memory usage (us-1)',
      title_link: 'https://grafana.example.org/alerting/list',
      text: '**Firing**\n\nValue: B=44.2, C=1',
      fallback: '[FIRING:1] High memory usage (us-1)',
      footer: 'Grafana v12.1.0',
      footer_icon: 'https://grafana.com/static/assets/img/fav32.png',
      ts: 1792000000,
    },
  ],
};

const GITLAB_PUSH = {
  object_kind: 'push',
  before: '95790bf891e76fee5e1747ab589903a6a1f80f22',
  after: 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7',
  ref: 'refs/heads/main',
  user_name: 'Ada',
  user_username: 'ada',
  project: { path_with_namespace: 'shop/cart', web_url: 'https://gitlab.example.org/shop/cart' },
  commits: [
    {
      id: 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7',
      message: 'Count each article once\n\nIt was counted twice.',
      url: 'https://gitlab.example.org/shop/cart/-/commit/da156088',
      author: { name: 'Ada', email: 'ada@example.org' },
    },
  ],
  total_commits_count: 1,
};

const SENTRY_ISSUE = {
  action: 'created',
  installation: { uuid: 'a8e5d37a-696c-4c54-adb5-b3f28d64c7de' },
  data: {
    issue: {
      id: '1170820242',
      title: 'ReferenceError: heck is not defined',
      culprit: 'shop/cart in total',
      level: 'error',
      status: 'unresolved',
      web_url: 'https://sentry.example.org/issues/1170820242/',
      project: { id: '1', name: 'shop', slug: 'shop' },
    },
  },
  actor: { type: 'application', id: 'sentry', name: 'Sentry' },
};

/** What each tool sends that is set up as the page says; `Grafana, by its webhook` is another way of `Grafana`. */
const sent: Record<string, Sent> = {
  Grafana: { body: JSON.stringify(GRAFANA_FOR_SLACK), words: '[FIRING:1] High memory usage (us-1)', tone: 'danger' },
  'Grafana, by its webhook': { body: JSON.stringify(GRAFANA), words: 'zone=us-1', tone: 'danger' },
  Alertmanager: { body: fixture('alertmanager-slack-firing'), words: '[FIRING:1] DiskFull', tone: 'danger' },
  GitHub: {
    body: fixture('github-pull_request-opened'),
    headers: { 'x-github-event': 'pull_request' },
    words: 'opened pull request',
    tone: 'info',
  },
  GitLab: {
    body: JSON.stringify(GITLAB_PUSH),
    headers: { 'x-gitlab-event': 'Push Hook' },
    words: 'Count each article once',
    tone: null,
  },
  Jenkins: { body: fixture('jenkins-slack-legacy'), words: 'Back to normal after 3 min', tone: 'good' },
  Sentry: {
    body: JSON.stringify(SENTRY_ISSUE),
    headers: { 'sentry-hook-resource': 'issue' },
    words: 'heck is not defined',
    tone: 'danger',
  },
  'Uptime Kuma': { body: fixture('uptime-kuma-slack-down-rich'), words: 'Request failed', tone: 'danger' },
  'Uptime Kuma, for Mattermost': { body: fixture('uptime-kuma-mattermost-down'), words: 'went down', tone: 'danger' },
  'Home Assistant': {
    body: onPage('Home Assistant', /payload: '(.+)'\n/).replace(/\{\{[^}]+\}\}/, JSON.stringify('The "door" is open')),
    words: 'The "door" is open',
    tone: null,
  },
  n8n: { body: onPage('n8n', /```json\n(.+)\n```/), words: 'The order has arrived', tone: null },
};

/** What is run in a shell, with the address in HOOK. */
const commands: Record<string, { lines: string; words: string }> = {
  cron: { lines: onPage('cron', /```sh\n([^`]+)```/), words: 'the backup has failed' },
  'Anything else': { lines: /\n(curl -d .+ \$HOOK)\n/.exec(PAGE)?.[1] ?? '', words: 'deployed **v1.4**' },
};

describe('the recipes of docs/integrations.md', () => {
  let app: TestApp;
  let ada: Member;

  beforeAll(async () => {
    app = await startApp();
    ada = await newMember(app.url);
  }, 120_000);
  afterAll(() => app.close());

  /** A room with a hook, and what was written into it. */
  async function connected() {
    const room = await ada.must<Room>('POST', '/rooms', { name: 'Operations', kind: 'private' });
    const { url } = await ada.must<MadeHook>('POST', `/rooms/${room.id}/hooks`, { name: 'Tools' });
    const written = async (): Promise<Message[]> =>
      (await ada.must<History>('GET', `/rooms/${room.id}/messages`)).items.filter(({ kind }) => kind === 'text');
    return { address: app.url + new URL(url).pathname, written };
  }

  test('are all tried here', () => {
    const recipes = [...RECIPES.matchAll(/^\*\*([^*]+)\*\*/gm)].map(([, name]) => name);
    const tried = [...Object.keys(sent), ...Object.keys(commands)].map((name) => name.split(', ')[0]);
    expect([...new Set(tried)].sort()).toEqual(recipes.sort());
  });

  test.each(Object.entries(sent))('%s', async (_tool, { body, headers = {}, words, tone }) => {
    const { address, written } = await connected();
    const answer = await fetch(address, { method: 'POST', body, headers });
    expect(`${answer.status} ${await answer.text()}`).toBe('200 ok');
    expect(await written()).toMatchObject([
      { body: expect.stringContaining(words), tone, via: 'Tools', author: { bot: true } },
    ]);
  });

  test.each(Object.entries(commands))('%s', async (_tool, { lines, words }) => {
    const { address, written } = await connected();
    expect(lines).toContain('curl');
    // Where nothing is called `make-backup` it fails, as it is meant to here.
    const { stdout } = await run('sh', ['-c', lines], { env: { PATH: process.env.PATH ?? '', HOOK: address } });
    expect(stdout).toBe('ok');
    expect(await written()).toMatchObject([{ body: expect.stringContaining(words) }]);
  });
});
