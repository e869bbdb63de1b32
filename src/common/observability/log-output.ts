import { type DestinationStream, type LoggerOptions, pino, stdTimeFunctions } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { Variables } from '../settings/variables.ts';

/** Levels by their names and times as ISO 8601: lines are read by people, too. */
export const lineFormat = ({ LOG_LEVEL: level }: Pick<Variables, 'LOG_LEVEL'>) =>
  ({
    level,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  }) satisfies LoggerOptions;

/** Where lines go, and as what: text in a terminal and JSON elsewhere, unless LOG_FORMAT says otherwise. */
export function logDestination(
  { LOG_FORMAT: format }: Pick<Variables, 'LOG_FORMAT'>,
  output: NodeJS.WritableStream & { isTTY?: boolean } = process.stdout,
): DestinationStream {
  if (format === 'json' || (format === 'auto' && !output.isTTY)) return pino.destination(1);
  return PinoPretty({
    destination: output,
    colorize: Boolean(output.isTTY),
    translateTime: 'UTC:yyyy-mm-dd HH:MM:ss.l',
    messageFormat: '{if context}{context}: {end}{msg}',
    // The message of a request names it; its parts are for JSON.
    ignore: 'pid,hostname,context,req,res,responseTime',
    singleLine: true,
  });
}
