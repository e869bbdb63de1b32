import { cutBody, type HookMessage, wholeBody } from '../hooks/payloads/hook-message.ts';
import { payloadOf } from '../hooks/payloads/payload-reader.ts';
import { bounded, textOf } from '../hooks/payloads/payload-values.ts';
import { fromSlack } from '../hooks/payloads/slack.ts';

/** What a service answers to a command. */
export interface CommandAnswer {
  /** For everybody in the room; otherwise for who ran the command alone. */
  isInChannel: boolean;
  /** Markdown, as long as a message may be. */
  body: string;
  tone: HookMessage['tone'];
}

/** Reads an answer: JSON as Slack has it, or a plain text. Undefined for one that says nothing. Never throws. */
export function readAnswer(content: Buffer): CommandAnswer | undefined {
  const text = content.toString('utf8').trim();
  if (!text) return undefined;
  const payload = bounded(payloadOf(content) ?? { text });
  const message = fromSlack(payload);
  const whole = wholeBody(message);
  if (!whole) return undefined;
  return {
    isInChannel: textOf(payload.response_type) === 'in_channel',
    body: cutBody(whole).body,
    tone: message.tone,
  };
}
