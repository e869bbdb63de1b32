import { describe, expect, test } from '@jest/globals';
import { QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { asProblem } from './problem.filter.ts';

const failure = (code: string) => Object.assign(new Error('of the database'), { code });

describe('an error of the database', () => {
  test.each(['22003', '22007', '22008', '22021', '22P02', '22P05'])('%s is the fault of the input', (code) =>
    expect(asProblem(failure(code))).toMatchObject({ code: 'invalid_input', status: 400 }),
  );

  test.each([
    ...['08000', '08001', '08003', '08004', '08006', '08007', '08P01', '25006', '25P03', '53100', '53200', '53300'],
    ...['57014', '57P01', '57P02', '57P03', '57P05', '40001', '40P01', '55P03', 'EHOSTUNREACH', 'ECONNRESET'],
  ])('%s passes', (code) =>
    expect(asProblem(failure(code))).toMatchObject({ code: 'unavailable', status: 503, retryAfter: 1 }),
  );

  test.each(['22012', '23505', '42P01'])('%s is a fault of the server, whose text stays there', (code) =>
    expect(asProblem(failure(code))).toMatchObject({
      code: 'internal_error',
      message: expect.not.stringMatching('database'),
    }),
  );

  test('a transaction whose connection was lost passes', () => {
    const lost = new QueryRunnerProviderAlreadyReleasedError();
    expect(asProblem(lost)).toMatchObject({ code: 'unavailable', status: 503, retryAfter: 1 });
  });

  test('hosts that all refuse pass', () => {
    const refused = new AggregateError([failure('ECONNREFUSED'), failure('EHOSTUNREACH')]);
    expect(asProblem(refused)).toMatchObject({ code: 'unavailable', status: 503 });
  });
});
