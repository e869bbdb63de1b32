import { type HookMessage, message } from './hook-message.ts';
import { bold, firstLine, link, literal } from './markdown-writing.ts';
import { type Fields, textAt, textOf, valueAt, webAddressOf } from './payload-values.ts';
import { toneOf } from './tones.ts';

/** What an integration of Sentry tells: a new or resolved issue, an alert. Undefined for what is worth no message. */
export function fromSentry(resource: string, payload: Fields): HookMessage | undefined {
  if (!['issue', 'error', 'event_alert', 'metric_alert'].includes(resource)) return undefined;
  const data = valueAt(payload, 'data');
  const thing =
    valueAt(data, 'issue') ?? valueAt(data, 'event') ?? valueAt(data, 'error') ?? valueAt(data, 'metric_alert');
  const title = textAt(thing, 'title') || textAt(data, 'description_title') || textAt(data, 'triggered_rule');
  const address = [valueAt(thing, 'web_url'), valueAt(thing, 'permalink'), valueAt(data, 'web_url')]
    .map(webAddressOf)
    .find(Boolean);
  const project = textAt(thing, 'project', 'slug');
  const action = textOf(payload.action).replaceAll('_', ' ');
  return message(
    [
      bold(link(firstLine(title || 'Issue'), address)),
      [action, project && `in ${project}`, textAt(thing, 'culprit')].filter(Boolean).map(literal).join(' · '),
      literal(textAt(data, 'description_text')),
    ],
    { name: 'Sentry', tone: action === 'resolved' ? 'good' : toneOf(textAt(thing, 'level') || action) },
  );
}
