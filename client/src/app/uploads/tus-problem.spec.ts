import type { DetailedError } from 'tus-js-client';
import { describe, expect, it } from 'vitest';
import { problemOfTusError } from './tus-problem';

const answered = (status: number, body: string) =>
  ({
    message: 'tus',
    originalResponse: { getStatus: () => status, getBody: () => body, getHeader: () => undefined },
  }) as unknown as DetailedError;

describe('the problem of an upload', () => {
  it('is that of a proxy when a part is too large and the answer is not the server’s', () => {
    expect(problemOfTusError(answered(413, '<html>413 Request Entity Too Large</html>')).code).toBe('proxy_too_small');
    expect(problemOfTusError(answered(413, '{"code":"file_too_large","status":413}')).code).toBe('file_too_large');
    expect(problemOfTusError(answered(502, '<html>')).code).toBe('unreachable');
    expect(problemOfTusError(new Error('offline')).code).toBe('unreachable');
  });
});
