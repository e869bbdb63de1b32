import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readConfig } from './config.ts';

const read = (settings: Record<string, string> = {}) =>
  readConfig({
    SECRET_KEY: 'a secret that is only used by tests, 32 bytes and more',
    DATABASE_URL: 'postgres://localhost/none',
    MAIL_SERVER: 'localhost',
    ...settings,
  });

describe('a switch', () => {
  test.each(['on', 'ON', 'true', 'True', 'yes', 'YES', '1', ' on '])('is on by %j', (word) => {
    const { env } = read({ MAIL_USE_TLS: word, GUEST_ACCESS: word, JOBS: word, TEST_HINTS: word });
    expect([env.MAIL_USE_TLS, env.GUEST_ACCESS, env.JOBS, env.TEST_HINTS]).toEqual([true, true, true, true]);
  });
  test.each(['off', 'Off', 'false', 'FALSE', 'no', 'No', '0'])('is off by %j', (word) => {
    const { env } = read({ MAIL_USE_TLS: word, GUEST_ACCESS: word, JOBS: word, TEST_HINTS: word });
    expect([env.MAIL_USE_TLS, env.GUEST_ACCESS, env.JOBS, env.TEST_HINTS]).toEqual([false, false, false, false]);
  });
  test.each(['maybe', '2', 'onn'])('is refused by %j', (word) => {
    expect(() => read({ GUEST_ACCESS: word })).toThrow('Wrong setting: GUEST_ACCESS must be on or off');
  });
});

describe('PUBLIC_URL', () => {
  test.each([
    'https://chat.example.org',
    'https://chat.example.org/',
    'http://192.0.2.7:3000',
    'https://x.example:443',
  ])('may be %s', (url) => expect(read({ PUBLIC_URL: url }).publicUrl).toBe(url.replace(/\/$/, '')));
  test.each([
    'https://example.org/chat',
    'https://example.org/chat/',
    'https://example.org/?a=b',
    'https://example.org/#a',
  ])('is refused with one line when nothing is served there: %s', (url) =>
    expect(() => read({ PUBLIC_URL: url })).toThrow(/^Wrong setting: PUBLIC_URL must end with the host[^\n]*$/),
  );
});

describe('a setting', () => {
  test.each<[Record<string, string>, string]>([
    [{ REGISTATION: 'closed' }, 'REGISTATION is no setting; REGISTRATION is'],
    [{ registration: 'closed' }, 'registration is no setting; REGISTRATION is'],
    [{ PUBLIC_ULR: 'https://x.example' }, 'PUBLIC_ULR is no setting; PUBLIC_URL is'],
    [{ S3_BUCKETS: 'x' }, 'S3_BUCKETS is no setting; S3_BUCKET is'],
    [{ SECRET_KEYFILE: 'x' }, 'SECRET_KEYFILE is no setting; SECRET_KEY_FILE is'],
    [{ HOST: 'everywhere' }, 'HOST must be an IP address'],
    [{ PORT: '80a' }, 'PORT must be a port'],
    [{ REGISTRATION: 'sometimes' }, 'REGISTRATION must be one of open, invite, domains, closed'],
    [{ INVITE_BY: 'guest' }, 'INVITE_BY must be one of member, moderator, admin'],
    [{ EMOJI_BY: 'guest' }, 'EMOJI_BY must be one of member, moderator, admin'],
    [{ REGISTRATION: 'domains' }, 'REGISTRATION_DOMAINS is missing'],
    [{ REGISTRATION: 'domains', REGISTRATION_DOMAINS: 'example.org, nowhere' }, 'nowhere is none'],
    [{ LOG_LEVEL: 'verbose' }, 'LOG_LEVEL must be one of trace'],
    [{ MAIL_SERVER: 'smtp://mail.example.org' }, 'MAIL_SERVER must be the name or address of a host'],
    [{ MAIL_SERVER: 'mail.example.org:25' }, 'MAIL_SERVER must be the name or address of a host'],
    [{ CLAMAV_HOST: 'http://clamav' }, 'CLAMAV_HOST must be the name or address of a host'],
    [{ MAIL_DEFAULT_SENDER: 'Parley' }, 'MAIL_DEFAULT_SENDER must be like'],
    [{ REDIS_URL: 'localhost:6379' }, 'REDIS_URL must be a URL that begins with redis:// or rediss://'],
    [{ DATABASE_URL: 'postgres://parley:p@ss@db/parley' }, '@ as %40'],
    [{ DATABASE_URL: 'postgres://parley:p/ss@db/parley' }, '@ as %40'],
    [{ DATABASE_URL: 'mysql://db/parley' }, 'DATABASE_URL must be like postgres://'],
    [{ ALLOWED_ORIGINS: 'a.example.org' }, 'ALLOWED_ORIGINS must be origins'],
    [{ ALLOWED_ORIGINS: 'https://a.example.org, *' }, '* is none'],
    [{ OUTBOUND_ALLOW: 'ci.corp:8443, everywhere' }, 'OUTBOUND_ALLOW must be such entries by commas: everywhere is'],
    [{ ALLOWED_ORIGINS: 'https://a.example.org/chat' }, 'https://a.example.org/chat is none'],
    [{ AUDIT_RETENTION: '7' }, 'AUDIT_RETENTION must be 0 (for ever), or days from 30 on'],
    [{ METRICS_PORT: '3000' }, 'METRICS_PORT must be another port than PORT'],
    [{ CALL_URL: 'https://meet.example.org/' }, 'CALL_URL must be like https://meet.example.org/{room}'],
    [{ CALL_URL: 'https://{room}.example.org/' }, 'CALL_URL must be like https://meet.example.org/{room}'],
    [{ CALL_URL: 'javascript:alert({room})' }, 'CALL_URL must be like https://meet.example.org/{room}'],
    [{ CALL_URL: 'https://a:b@meet.example.org/{room}' }, 'CALL_URL must be like https://meet.example.org/{room}'],
    [{ CALL_URL: 'https://meet.example.org/{room}', CALL_JWT_APP: 'parley' }, 'CALL_JWT_SECRET is missing'],
    [{ CALL_URL: 'https://meet.example.org/{room}', CALL_JWT_SECRET: 'x'.repeat(16) }, 'CALL_JWT_APP is missing'],
    [{ CALL_JWT_APP: 'parley', CALL_JWT_SECRET: 'x'.repeat(16) }, 'CALL_URL is missing'],
    [{ CALL_JWT_SECRET: 'x'.repeat(15) }, 'CALL_JWT_SECRET must be at least 16 characters long'],
    [{ S3_ENDPOINT: 'https://s3.example' }, 'S3_BUCKET is missing'],
    [{ S3_BUCKET: 'files' }, 'S3_ENDPOINT is missing'],
    [{ S3_BUCKET: 'files', S3_REGION: 'eu', S3_ACCESS_KEY: 'a' }, 'S3_SECRET_KEY is missing'],
    [{ S3_BUCKET: 'files', S3_REGION: 'eu-central-1', UPLOAD_FOLDER: '/srv' }, 'UPLOAD_FOLDER or S3_BUCKET, not both'],
  ])('%j is refused in one line that names it', (settings, line) => {
    expect(() => read(settings)).toThrow(new RegExp(`^Wrong setting: [^\\n]*$`));
    expect(() => read(settings)).toThrow(line);
  });

  test('is refused together with all others that are wrong', () => {
    expect(() => read({ PORT: 'x', REGISTRATION: 'y', SECRET_KEY: 'short', MAIL_SERVER: '' })).toThrow(
      /PORT .*; SECRET_KEY .*; MAIL_SERVER is missing; REGISTRATION/,
    );
  });

  test.each<[Record<string, string>, object]>([
    [
      { REGISTRATION: 'Closed', LOG_LEVEL: 'INFO' },
      { REGISTRATION: 'closed', LOG_LEVEL: 'info' },
    ],
    [
      { HOST: '::1', METRICS_PORT: '3000', METRICS_HOST: '127.0.0.1' },
      { HOST: '::1', METRICS_PORT: 3000 },
    ],
    [{ DATABASE_URL: 'postgresql://parley:p%40ss@db:5432/parley?sslmode=verify-full' }, {}],
    [{ AUDIT_RETENTION: '365' }, { AUDIT_RETENTION: 365 }],
    [{ AUDIT_RETENTION: '0' }, { AUDIT_RETENTION: 0 }],
    [{ HOME: '/root', MAIL: '/var/mail/root', PORTS: '1', HOSTNAME: 'web-1', MAIL_HOST: 'x' }, { PORT: 3000 }],
  ])('%j is taken', (settings, expected) => {
    expect(read(settings).env).toMatchObject(expected);
  });

  test('names the store of files by its region and the role of the machine', () => {
    expect(read({ S3_BUCKET: 'files', S3_REGION: 'eu-central-1' }).s3).toEqual({
      bucket: 'files',
      region: 'eu-central-1',
      endpoint: undefined,
    });
    const keys = { accessKeyId: 'a', secretAccessKey: 'b' };
    const s3 = { S3_ENDPOINT: 'http://s3:7070', S3_BUCKET: 'files', S3_ACCESS_KEY: 'a', S3_SECRET_KEY: 'b' };
    expect(read(s3).s3).toMatchObject({ endpoint: 'http://s3:7070', keys });
  });

  test('calls are held where the address says, with or without names', () => {
    const url = 'https://meet.example.org/{room}';
    expect(read().calls).toBeUndefined();
    expect(read({ CALL_URL: url }).calls).toEqual({ url, jwt: undefined });
    const secret = 'x'.repeat(16);
    expect(read({ CALL_URL: url, CALL_JWT_APP: 'parley', CALL_JWT_SECRET: secret }).calls).toEqual({
      url,
      jwt: { app: 'parley', secret },
    });
  });

  test('names the sender of mails after the public address', () => {
    expect(read({ PUBLIC_URL: 'https://chat.example.org' }).mailSender).toBe('Parley <parley@chat.example.org>');
    expect(read({ PUBLIC_URL: 'http://192.0.2.7:3000' }).mailSender).toBe('Parley <parley@localhost.localdomain>');
    expect(read({ MAIL_DEFAULT_SENDER: 'Chat <chat@example.org>' }).mailSender).toBe('Chat <chat@example.org>');
  });
});

describe('a value from a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-settings-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const fileOf = (content: string): string => {
    const path = join(folder, String(content.length));
    writeFileSync(path, content);
    return path;
  };

  test('is taken without its last line break', () => {
    const secret = 'a secret in a file of its own, 32 bytes and more';
    expect(read({ SECRET_KEY: '', SECRET_KEY_FILE: fileOf(`${secret}\n`) }).env.SECRET_KEY).toBe(secret);
    expect(read({ MAIL_PASSWORD_FILE: fileOf('pass \r\n') }).env.MAIL_PASSWORD).toBe('pass ');
  });

  test.each([
    ['is given twice', { SECRET_KEY_FILE: fileOf('x') }, 'SECRET_KEY or SECRET_KEY_FILE, not both'],
    ['cannot be read', { MAIL_PASSWORD_FILE: '/nowhere' }, 'MAIL_PASSWORD_FILE cannot be read'],
    ['is empty', { MAIL_PASSWORD_FILE: fileOf('\n') }, 'MAIL_PASSWORD_FILE names an empty file'],
  ])('is refused when it %s', (_what, settings, line) => {
    expect(() => read(settings)).toThrow(line);
  });
});
