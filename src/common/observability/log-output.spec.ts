import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { lineFormat, logDestination } from './log-output.ts';

/** What a logger writes into a stream that is a terminal, or is none. */
function written(isTTY: boolean, format: 'auto' | 'text' | 'json', log: (logger: pino.Logger) => void): string {
  const output = Object.assign(new PassThrough(), { isTTY });
  log(pino(lineFormat({ LOG_LEVEL: 'info' }), logDestination({ LOG_FORMAT: format }, output)));
  return String(output.read() ?? '');
}

test('a line for a person has time, level, subject and words, and no more than one line', () => {
  const text = written(false, 'text', (logger) =>
    logger.warn({ context: 'Health', requestId: 'r-1', req: { method: 'GET' } }, 'Not ready'),
  );
  expect(text).toMatch(/^\[?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\]? WARN.*Health: Not ready/);
  expect(text).toContain('"requestId":"r-1"');
  expect(text).not.toContain('GET');
  expect(text.trim().split('\n')).toHaveLength(1);
});

test('a terminal gets text without being told', () => {
  expect(written(true, 'auto', (logger) => logger.info('ready'))).toContain('ready');
});

test('JSON names levels and says times as ISO 8601', () => {
  const lines: string[] = [];
  pino(lineFormat({ LOG_LEVEL: 'info' }), { write: (line) => void lines.push(line) }).info('ready');
  expect(JSON.parse(lines.join(''))).toMatchObject({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    msg: 'ready',
  });
});
