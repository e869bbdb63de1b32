import { fromAlertmanager, isAlertmanager } from './alertmanager.ts';
import { fromDiscord, isDiscord } from './discord.ts';
import { fromGitHub } from './github.ts';
import { fromGitLab } from './gitlab.ts';
import { type HookMessage, message, wholeBody } from './hook-message.ts';
import { bounded, type Fields, fieldsOf, textOf } from './payload-values.ts';
import { fromSentry } from './sentry.ts';
import { fromSlack, isSlack } from './slack.ts';

/** The headers of a call by their names in lower case. */
export type CallHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** What a call means: a message, nothing to say (such as a ping), or that it cannot be read. */
export type ReadCall = { message: HookMessage } | 'nothing' | 'invalid_payload' | 'no_text';

/** Reads a call by its headers, else by the shape of its body. Never throws, whatever a program sends. */
export function readCall(body: Buffer, headers: CallHeaders): ReadCall {
  const payload = payloadOf(body);
  if (payload === undefined) return 'invalid_payload';
  const event = header(headers, 'x-github-event');
  if (event) return ofService(fromGitHub(event, payload));
  if (header(headers, 'x-gitlab-event')) return ofService(fromGitLab(payload));
  const resource = header(headers, 'sentry-hook-resource');
  if (resource) return ofService(fromSentry(resource, payload));
  const read = ofShape(payload);
  return read && wholeBody(read) ? { message: read } : 'no_text';
}

const header = (headers: CallHeaders, name: string): string => textOf(headers[name]);

/** A service tells of more than is worth a message. */
const ofService = (read: HookMessage | undefined): ReadCall =>
  read && wholeBody(read) ? { message: read } : 'nothing';

function ofShape(payload: Fields): HookMessage | undefined {
  if (isAlertmanager(payload)) return fromAlertmanager(payload);
  if (isSlack(payload)) return fromSlack(bounded(payload));
  return isDiscord(payload) ? fromDiscord(bounded(payload)) : undefined;
}

/** JSON, whatever the type says, or a form with the JSON in `payload`. A bare text is a message. */
export function payloadOf(body: Buffer): Fields | undefined {
  const text = body.toString('utf8').trim();
  const json = text.startsWith('{') || text.startsWith('"') ? text : new URLSearchParams(text).get('payload');
  if (json === null) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' ? { text: value } : isObject(value) ? fieldsOf(value) : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a test of a hook says. */
export const testMessage = (name: string, by: string): HookMessage =>
  message([`👋 A test of the hook ${name}, sent by ${by}.`], { tone: 'info' });
