import { type HookMessage, message } from './hook-message.ts';
import { bold, link, literal } from './markdown-writing.ts';
import { fromMrkdwn, unescaped } from './mrkdwn.ts';
import { type Fields, objectsOf, textOf, webAddressOf } from './payload-values.ts';
import { blockParagraphs } from './slack-blocks.ts';
import { toneOf } from './tones.ts';

export const isSlack = (payload: Fields): boolean =>
  ['text', 'attachments', 'blocks'].some((field) => payload[field] !== undefined);

/** The messages of Slack and Mattermost: text, then blocks, then attachments. */
export function fromSlack(payload: Fields): HookMessage {
  const attachments = objectsOf(payload.attachments);
  const text = fromMrkdwn(textOf(payload.text));
  const shown = [text, ...blockParagraphs(payload.blocks), ...attachments.flatMap(attachmentParagraphs)].filter(
    Boolean,
  );
  const fallback = attachments.map(({ fallback: written }) => fromMrkdwn(textOf(written)));
  return message(shown.length ? shown : fallback, {
    tone: attachments.map(({ color }) => toneOf(textOf(color))).find((tone) => tone !== null) ?? null,
    name: unescaped(textOf(payload.username)),
    icon: textOf(payload.icon_emoji),
  });
}

function attachmentParagraphs(attachment: Fields): string[] {
  const { pretext, author_name, author_link, title, title_link, text, fields, footer, ts, image_url, actions } =
    attachment;
  const address = webAddressOf(title_link);
  const image = webAddressOf(image_url);
  return [
    fromMrkdwn(textOf(pretext)),
    link(unescaped(textOf(author_name)), webAddressOf(author_link)),
    titleOf(unescaped(textOf(title)), address),
    fromMrkdwn(textOf(text)),
    fieldsText(objectsOf(fields)),
    ...blockParagraphs(attachment.blocks),
    image ? link('image', image) : '',
    objectsOf(actions).map(actionOf).filter(Boolean).join(' · '),
    footerOf(textOf(footer), Number(textOf(ts))),
  ];
}

const titleOf = (title: string, address: string | undefined): string =>
  title ? bold(link(title, address)) : (address ?? '');

const fieldsText = (fields: Fields[]): string =>
  fields
    .map(({ title, value }) => {
      const [name, text] = [literal(unescaped(textOf(title))), fromMrkdwn(textOf(value))];
      return name && text ? `${bold(name)}: ${text}` : text || bold(name);
    })
    .filter(Boolean)
    .join('\n');

const actionOf = ({ text, name, url }: Fields): string => {
  const address = webAddressOf(url);
  return address ? link(unescaped(textOf(text)) || textOf(name) || address, address) : '';
};

const MAX_UNIX_SECONDS = 8.64e12;

function footerOf(footer: string, seconds: number): string {
  const time = seconds > 0 && seconds < MAX_UNIX_SECONDS ? new Date(seconds * 1000).toISOString().slice(0, 16) : '';
  return [fromMrkdwn(footer), footer && time && `${time.replace('T', ' ')} UTC`].filter(Boolean).join(' · ');
}
