import { describe, expect, test } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { errorForLog } from './logging.ts';

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
