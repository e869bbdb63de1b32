import { expect, test } from '@jest/globals';
import { readConfig } from './config.ts';
import { startLine } from './start-line.ts';
import { VERSION } from './version.ts';

const needed = {
  SECRET_KEY: 'a secret of thirty-two characters and more',
  DATABASE_URL: 'postgres://parley:s3cret@db.example.org:5432/parley',
  MAIL_SERVER: 'smtp.example.org',
};

test('the line of a start names what there is, and no secret', () => {
  expect(startLine(readConfig(needed), 3000)).toBe(
    `Parley ${VERSION} listens on *:3000 for http://localhost:3000: PostgreSQL db.example.org:5432/parley, no Redis, ` +
      'files in a folder, mail by smtp.example.org:587, no virus scanner, jobs on, proxies 0, plain http',
  );
  const config = readConfig({
    ...needed,
    HOST: '::1',
    PUBLIC_URL: 'https://chat.example.org',
    REDIS_URL: 'redis://:other@redis:6379',
    S3_ENDPOINT: 'https://s3.example.org',
    S3_BUCKET: 'files',
    CLAMAV_HOST: 'clamav',
    JOBS: 'off',
  });
  expect(startLine(config, 80)).toContain('listens on [::1]:80 for https://chat.example.org: ');
  expect(startLine(config, 80)).toContain('Redis redis:6379, files in the bucket files');
  expect(startLine(config)).toMatch(/^Parley \S+ works: /);
  for (const secret of ['s3cret', 'other', 'thirty-two']) expect(startLine(config, 80)).not.toContain(secret);
});

test.each([
  ['redis+sentinel://parley:s3cret@a:26379,b:26379/mymaster', 'a:26379,b:26379'],
  ['rediss+cluster://a:6379,b:6379', 'a:6379,b:6379'],
  ['rediss://:s3cret@[::1]:6379/2', '[::1]:6379'],
])('names the hosts of %s', (REDIS_URL, hosts) => {
  const line = startLine(readConfig({ ...needed, REDIS_URL }), 3000);
  expect(line).toContain(`Redis ${hosts}, `);
  expect(line).not.toContain('s3cret');
});
