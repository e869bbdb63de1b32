import { link } from './markdown-writing.ts';

/** Code stays as it is; everything else between it is converted. */
const CODE = /(```[\s\S]*?```|`[^`\n]+`)/g;
/** `<…>` of Slack: an address, a person, a channel, everybody, a date. */
const REFERENCE = /<([^<>\n]{1,2000})>/g;
const ADDRESS = /^(?:https?:\/\/|mailto:)[^\s|]+$/i;
/** `*bold*` and `~struck~`, which Markdown writes by two signs each. */
const BOLD = /(?<![\w*\\])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])/g;
const STRUCK = /(?<![\w~\\])~(?=[^\s~])([^~\n]*[^\s~])~(?![\w~])/g;
/** The three that Slack escapes, and no other entity. */
const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };
const DATE = /^!date\^\d+\^[^|]*\|(.*)$/;

/** Stand for signs of links and entities until marks are converted: no text holds them. */
const HELD = '\u{f0000}';

/** Slack's mark-up as Markdown. What Mattermost sends is Markdown already and stays. */
export const fromMrkdwn = (text: string): string =>
  text
    .split(CODE)
    .map((part, index) => (index % 2 ? unescaped(part) : convertedPart(part)))
    .join('');

/** A text in which only the entities mean something. */
export const unescaped = (text: string): string =>
  text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);

function convertedPart(part: string): string {
  const held: string[] = [];
  const kept = part.replaceAll(HELD, '').replace(REFERENCE, (whole, inner: string) => {
    const reference = referenceOf(inner);
    if (reference === undefined) return whole;
    held.push(reference);
    return HELD;
  });
  const marked = kept.replace(BOLD, '**$1**').replace(STRUCK, '~~$1~~');
  const texts = held.values();
  return unescaped(marked).replaceAll(HELD, () => texts.next().value ?? '');
}

/** What stands for `<…>`; undefined for what only looks like one, such as `<EU>`. */
function referenceOf(inner: string): string | undefined {
  const [target = '', ...rest] = inner.split('|');
  const label = unescaped(rest.join('|'));
  const address = unescaped(target);
  if (ADDRESS.test(address)) return label && label !== address ? link(label, address) : address;
  const [, dated] = DATE.exec(inner) ?? [];
  if (dated !== undefined) return dated;
  if (/^!(?:channel|here|everyone|group)$/.test(target)) return `@${target.slice(1).replace('group', 'channel')}`;
  if (/^!subteam\^/.test(target)) return label || '@team';
  if (/^@[\w.-]+$/.test(target)) return label ? `@${label.replace(/^@/, '')}` : target;
  if (/^#[\w.-]+$/.test(target)) return `#${label || target.slice(1)}`;
  return undefined;
}
