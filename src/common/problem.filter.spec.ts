import { describe, expect, test } from '@jest/globals';
import { asProblem } from './problem.filter.ts';

const failure = (code: string) => Object.assign(new Error('of the database'), { code });

describe('an error of the database', () => {
  test.each(['22003', '22007', '22008', '22021', '22P02', '22P05'])('%s is the fault of the input', (code) =>
    expect(asProblem(failure(code))).toMatchObject({ code: 'invalid_input', status: 400 }),
  );

  test.each(['53300', '57014', '40P01'])('%s passes', (code) =>
    expect(asProblem(failure(code))).toMatchObject({ code: 'unavailable', status: 503, retryAfter: 1 }),
  );

  test.each(['22012', '23505', '42P01'])('%s is a fault of the server, whose text stays there', (code) =>
    expect(asProblem(failure(code))).toMatchObject({
      code: 'internal_error',
      message: expect.not.stringMatching('database'),
    }),
  );
});
