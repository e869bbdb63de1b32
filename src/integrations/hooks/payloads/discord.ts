import { type HookMessage, message } from './hook-message.ts';
import { bold, link } from './markdown-writing.ts';
import { type Fields, objectsOf, textAt, textOf, valueAt, webAddressOf } from './payload-values.ts';
import { toneOf } from './tones.ts';

export const isDiscord = (payload: Fields): boolean => payload.content !== undefined || payload.embeds !== undefined;

/** The messages of Discord, whose mark-up is Markdown. */
export function fromDiscord(payload: Fields): HookMessage {
  const embeds = objectsOf(payload.embeds);
  return message([textOf(payload.content), ...embeds.flatMap(embedParagraphs)], {
    tone: embeds.map(({ color }) => toneOf(Number(textOf(color) || NaN))).find((tone) => tone !== null) ?? null,
    name: textOf(payload.username),
  });
}

function embedParagraphs(embed: Fields): string[] {
  const title = textOf(embed.title);
  const image = webAddressOf(valueAt(embed, 'image', 'url'));
  return [
    link(textAt(embed, 'author', 'name'), webAddressOf(valueAt(embed, 'author', 'url'))),
    title && bold(link(title, webAddressOf(embed.url))),
    textOf(embed.description),
    objectsOf(embed.fields)
      .map(({ name, value }) => `${bold(textOf(name))}: ${textOf(value)}`)
      .join('\n'),
    image ? link('image', image) : '',
    textAt(embed, 'footer', 'text'),
  ];
}
