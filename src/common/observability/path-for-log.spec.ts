import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { pathForLog } from './path-for-log.ts';

const golden = JSON.parse(
  readFileSync(new URL('../../../test/api/docs/openapi.golden.json', import.meta.url), 'utf8'),
) as { paths: Record<string, unknown> };
const CANARY = 'canary-of-a-secret';
const ID = '019ac0de-0000-7000-8000-000000000001';

describe('a path in the log', () => {
  test.each(Object.keys(golden.paths))('of %s contains nothing that stands in its place or its query', (route) => {
    const asked = `${route.replace(/\{\w+\}/g, CANARY)}?token=${CANARY}`;
    expect(pathForLog(asked)).not.toContain('canary');
    expect(pathForLog(asked).split('/')).toHaveLength(route.split('/').length);
  });

  test.each([
    [`/api/v1/rooms/${ID}/messages?before=3`, `/api/v1/rooms/${ID}/messages`],
    [`/api/v1/avatars/${ID}`, '/api/v1/avatars/*'],
    ['/join/ABC123', '/join/*'],
    [`/api/v1/messages/${ID}/reactions/%F0%9F%98%80`, `/api/v1/messages/${ID}/reactions/*`],
    ['/health/ready', '/health/ready'],
    ['/', '/'],
    [undefined, ''],
    [`/wrong/${CANARY}`, '/*/*'],
  ])('of %s is %s', (url, path) => expect(pathForLog(url)).toBe(path));
});
