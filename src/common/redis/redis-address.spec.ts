import { describe, expect, test } from '@jest/globals';
import { redisAddress } from './redis-address.ts';

describe('the address of Redis', () => {
  test('is one, as it is', () =>
    expect(redisAddress('rediss://:secret@redis.example.org:6380/2')).toEqual({
      kind: 'single',
      url: 'rediss://:secret@redis.example.org:6380/2',
    }));

  test('may be known to Sentinels', () =>
    expect(redisAddress('redis+sentinel://parley:p%40ss@a:26380,b/mymaster')).toEqual({
      kind: 'sentinel',
      options: {
        username: 'parley',
        password: 'p@ss',
        sentinelPassword: 'p@ss',
        sentinels: [
          { host: 'a', port: 26_380 },
          { host: 'b', port: 26_379 },
        ],
        name: 'mymaster',
      },
    }));

  test('may be a Cluster, with TLS', () =>
    expect(redisAddress('rediss+cluster://a:7000,[::1]:7001')).toEqual({
      kind: 'cluster',
      nodes: [
        { host: 'a', port: 7_000 },
        { host: '::1', port: 7_001 },
      ],
      options: { tls: {} },
    }));

  test.each([
    'http://a',
    'redis+sentinel://a:26379',
    'redis+sentinel://a:port/mymaster',
    'redis://',
    'redis+other://a',
  ])('is not %s', (url) => expect(() => redisAddress(url)).toThrow(/./));
});
