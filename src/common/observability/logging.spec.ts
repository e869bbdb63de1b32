import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { startTime } from 'pino-http';
import { QueryFailedError } from 'typeorm';
import { errorForLog, requestLevel } from './logging.ts';

describe('an error in the log', () => {
  test('of a query contains the statement, never a value', () => {
    const driver = Object.assign(new Error('invalid input syntax: "the secret text"'), {
      code: '22P02',
      detail: 'Key (body)=(the secret text) already exists.',
    });
    const failed = new QueryFailedError('INSERT INTO messages (body) VALUES ($1)', ['the secret text'], driver);
    const written = errorForLog(failed);
    expect(written).toMatchObject({ code: '22P02', query: 'INSERT INTO messages (body) VALUES ($1)' });
    expect(written.stack).toContain('    at ');
    expect(JSON.stringify(written)).not.toContain('secret');
  });

  test('of the server describes what happened', () => {
    expect(errorForLog(new Error('no template'))).toMatchObject({ name: 'Error', message: 'no template' });
  });
});

/** How an answer that took so long is logged. */
const levelOf = (url: string, statusCode: number, ms: number, error?: Error) =>
  requestLevel(
    { method: 'GET', url } as IncomingMessage,
    { statusCode, [startTime]: Date.now() - ms } as ServerResponse,
    error,
  );

describe('a request in the log', () => {
  test.each([
    ['went well', '/api/v1/rooms', 200, 10, 'debug'],
    ['was refused', '/api/v1/rooms', 403, 10, 'debug'],
    ['was slow', '/api/v1/search/messages?q=secret', 200, 2_500, 'warn'],
    ['carried a file', '/api/v1/uploads/resumable/4d5f2f8e-5d5e-4e9b-9d8a-3f1f0d1c2b3a', 204, 60_000, 'debug'],
    ['failed', '/api/v1/rooms', 503, 10, 'warn'],
    ['asked how it is', '/health/ready', 503, 2_500, 'debug'],
  ])('that %s', (_, url, status, ms, level) => expect(levelOf(url, status, ms)).toBe(level));

  test('whose answer broke', () => expect(levelOf('/api/v1/rooms', 200, 1, new Error('broken'))).toBe('error'));
});
