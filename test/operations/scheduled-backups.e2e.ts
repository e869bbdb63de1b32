import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Config } from '../../src/common/config.ts';
import type { ServerHealth } from '../../src/health/server-health.dto.ts';
import { backupStore } from '../../src/operations/backup-store.ts';
import { ScheduledBackupsService } from '../../src/operations/scheduled-backups.service.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { freePort } from '../support/built-server.ts';
import { type Member, newMember } from '../support/member.ts';
import { emptyDatabase, queryOnce, runCommand } from '../support/operator.ts';
import { startS3 } from '../support/services/s3.mjs';

describe('scheduled backups', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-scheduled-'));
  const place = join(folder, 'backups');
  let app: TestApp;
  let admin: Member;
  let metrics: string;
  let s3: Awaited<ReturnType<typeof startS3>>;

  beforeAll(async () => {
    s3 = await startS3(join(folder, 's3'));
    const port = await freePort();
    metrics = `http://127.0.0.1:${port}/metrics`;
    app = await startApp({
      settings: {
        BACKUP_TO: place,
        BACKUP_KEEP: '2',
        METRICS_PORT: String(port),
        UPLOAD_FOLDER: join(folder, 'files'),
        JOBS: 'off',
      },
    });
    admin = await newMember(app.url);
  }, 60_000);

  afterAll(async () => {
    await app.close();
    await s3.stop();
    rmSync(folder, { recursive: true });
  });

  const run = (at: string, to = place) => {
    const config = app.nest.get(Config);
    const access = { endpoint: s3.endpoint, keys: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' } };
    const reached = Object.create(config, { s3Access: { value: access } }) as Config;
    return app.nest.get(ScheduledBackupsService).runIfDue(backupStore(to, reached), new Date(at));
  };
  const health = async () => (await admin.must<ServerHealth>('GET', '/admin/health')).backups;

  test('are told as none before the first', async () => {
    const none = { lastAt: null, lastError: null, verifiedAt: null, verificationError: null };
    expect(await health()).toEqual({ scheduled: true, ...none });
    expect(await (await fetch(metrics)).text()).toMatch(/^parley_backup_age_seconds NaN$/im);
  });

  test('are made once for each day, tried, and the newest are kept', async () => {
    await run('2026-03-01T02:00:30Z');
    await run('2026-03-01T09:00:00Z');
    expect(readdirSync(place)).toEqual(['parley-2026-03-01T02-00Z']);
    const first = await health();
    expect([first.lastError, first.verificationError]).toEqual([null, null]);
    expect(first.verifiedAt).not.toBeNull();
    const trials = await queryOnce(app.databaseUrl, `SELECT FROM pg_database WHERE datname LIKE 'parley_trial%'`);
    expect(trials).toEqual([]);
    writeFileSync(join(place, 'note of the operator'), '');
    await run('2026-03-02T12:00:00Z');
    await run('2026-03-04T01:00:00Z'); // that of the day before
    expect(readdirSync(place)).toEqual([
      'note of the operator',
      'parley-2026-03-02T02-00Z',
      'parley-2026-03-03T02-00Z',
    ]);
    expect((await health()).verifiedAt).toBe(first.verifiedAt); // tried once a week
    expect(await (await fetch(metrics)).text()).toMatch(/^parley_backup_age_seconds \d/m);
    const entries = `SELECT detail ->> 'by' AS by FROM audit_log WHERE action = 'backup_made'`;
    expect(await queryOnce(app.databaseUrl, entries)).toEqual(Array(3).fill({ by: 'schedule' }));
  }, 90_000);

  test('that fail are told, and are made up for an hour later', async () => {
    writeFileSync(join(folder, 'a file'), '');
    await run('2026-03-05T02:00:30Z', join(folder, 'a file'));
    expect((await health()).lastError).toMatch(/file|ENOTDIR/);
    expect(await (await fetch(metrics)).text()).toMatch(/^parley_backup_failed 1$/m);
    await run('2026-03-05T02:10:00Z');
    expect((await health()).lastError).not.toBeNull();
    await queryOnce(
      app.databaseUrl,
      `UPDATE backups SET started_at = now() - interval '61 minutes' WHERE error IS NOT NULL`,
    );
    await run('2026-03-05T03:20:00Z');
    expect((await health()).lastError).toBeNull();
  }, 60_000);

  test('go into a bucket, are tried from there, and the newest are kept', async () => {
    await queryOnce(app.databaseUrl, `UPDATE backups SET verified_at = NULL`);
    const bucket = `s3://${s3.bucket}/of/parley`;
    for (const day of ['06', '07', '08']) await run(`2026-03-${day}T02:00:30Z`, bucket);
    const store = backupStore(bucket, {
      s3Access: {
        endpoint: s3.endpoint,
        region: undefined,
        keys: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
      },
    } as Config);
    expect(await store.names()).toEqual(['parley-2026-03-07T02-00Z', 'parley-2026-03-08T02-00Z']);
    expect(await health()).toMatchObject({ lastError: null, verificationError: null, verifiedAt: expect.any(String) });
    await store.withFolder('parley-2026-03-08T02-00Z', async (copy) => {
      const database = await emptyDatabase();
      expect(await runCommand(database, ['restore', '--from', copy])).toMatchObject({ code: 0 });
    });
  }, 120_000);

  describe('and those of a command', () => {
    const settings = { UPLOAD_FOLDER: join(folder, 'files') };

    test('stand on the same list and in the audit log', async () => {
      const made = join(folder, 'by-command');
      expect(await runCommand(app.databaseUrl, ['backup', '--to', made], settings)).toMatchObject({ code: 0 });
      expect(await queryOnce(app.databaseUrl, `SELECT due_at FROM backups WHERE location = '${made}'`)).toEqual([
        { due_at: null },
      ]);
      const { code, output } = await runCommand(app.databaseUrl, ['verify-backup', '--from', made], settings);
      expect([code, output]).toEqual([0, expect.stringContaining('is good')]);
    }, 60_000);

    test('of a timer have the time as their name, and the newest are kept', async () => {
      const into = join(folder, 'of a timer');
      const args = (keep: string) => ['backup-into', '--place', into, '--keep', keep];
      mkdirSync(into);
      cpSync(join(place, 'parley-2026-03-03T02-00Z'), join(into, 'parley-2026-03-03T02-00Z'), { recursive: true });
      const { code, output } = await runCommand(app.databaseUrl, args('1'), settings);
      expect([code, output]).toEqual([0, expect.stringContaining('Removed parley-2026-03-03T02-00Z.')]);
      expect(readdirSync(into)).toEqual([expect.stringMatching(/^parley-\d{4}-\d\d-\d\dT\d\d-\d\dZ$/)]);
      expect(await runCommand(app.databaseUrl, args('none'), settings)).toMatchObject({ code: 1 });
    }, 60_000);

    test('are found bad by a trial', async () => {
      const made = join(folder, 'bad');
      await runCommand(app.databaseUrl, ['backup', '--to', made], settings);
      writeFileSync(join(made, 'tables/users.csv.gz'), 'nothing');
      const { code, output } = await runCommand(app.databaseUrl, ['verify-backup', '--from', made], settings);
      expect([code, output]).toEqual([1, expect.stringContaining('is not what was written')]);
      expect(existsSync(made)).toBe(true);
    }, 60_000);
  });
});
