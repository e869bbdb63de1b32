import { bold, code, link, literal } from './markdown-writing.ts';
import { fromMrkdwn, unescaped } from './mrkdwn.ts';
import { elementsOf, type Fields, fieldsOf, objectsOf, textOf, webAddressOf } from './payload-values.ts';

/** Deeper lists and quotes of rich text are left out. */
const MAX_DEPTH = 8;

/** The blocks of Slack as paragraphs. Of an unknown one its text is shown, whatever it is. */
export const blockParagraphs = (blocks: unknown): string[] => objectsOf(blocks).flatMap(paragraphsOf);

function paragraphsOf(block: Fields): string[] {
  switch (textOf(block.type)) {
    case 'header':
      return [bold(literal(plainOf(block.text)))];
    case 'section':
      return [textObject(block.text), ...fieldLines(block.fields), accessoryOf(block.accessory)];
    case 'context':
      return [elementsOf(block.elements).map(elementOf).filter(Boolean).join(' ')];
    case 'divider':
      return [];
    case 'image':
      return [imageOf(block)];
    case 'actions':
      return [objectsOf(block.elements).map(buttonOf).filter(Boolean).join(' · ')];
    case 'rich_text':
      return [richText(block.elements, 0)];
    case 'table':
      return [tableOf(block)];
    case 'video':
      return [link(plainOf(block.title) || plainOf(block.alt_text), webAddressOf(block.title_url ?? block.video_url))];
    case 'markdown':
      return [textOf(block.text)];
    default:
      return [unknownOf(block)];
  }
}

/** A text object, or a bare text. */
export const textObject = (value: unknown): string => {
  if (typeof value === 'string') return fromMrkdwn(textOf(value));
  const { type, text } = fieldsOf(value);
  return textOf(type) === 'plain_text' ? literal(unescaped(textOf(text))) : fromMrkdwn(textOf(text));
};

const plainOf = (value: unknown): string =>
  unescaped(typeof value === 'string' ? textOf(value) : textOf(fieldsOf(value).text));

const fieldLines = (fields: unknown): string[] => {
  const texts = elementsOf(fields).map(textObject).filter(Boolean);
  return texts.length ? [texts.join('\n')] : [];
};

const accessoryOf = (accessory: unknown): string => {
  const element = fieldsOf(accessory);
  return textOf(element.type) === 'image' ? imageOf(element) : buttonOf(element);
};

const buttonOf = (element: Fields): string => {
  const address = webAddressOf(element.url);
  return address ? link(plainOf(element.text) || address, address) : '';
};

function imageOf(image: Fields): string {
  const label = plainOf(image.title) || plainOf(image.alt_text);
  const address = webAddressOf(image.image_url) ?? webAddressOf(fieldsOf(image.slack_file).url);
  return address ? link(label || 'image', address) : literal(label);
}

const elementOf = (element: unknown): string =>
  textOf(fieldsOf(element).type) === 'image' ? literal(plainOf(fieldsOf(element).alt_text)) : textObject(element);

const unknownOf = (block: Fields): string =>
  textObject(block.text) ||
  fromMrkdwn(textOf(block.fallback)) ||
  literal(plainOf(block.alt_text)) ||
  richText(block.elements, 0);

/** Rich text and its elements, to a bounded depth. */
function richText(elements: unknown, depth: number): string {
  if (depth > MAX_DEPTH) return '';
  return objectsOf(elements)
    .map((element) => richElement(element, depth))
    .join('');
}

function richElement(element: Fields, depth: number): string {
  const inner = () => richText(element.elements, depth + 1);
  switch (textOf(element.type)) {
    case 'rich_text_section':
      return `${inner()}\n`;
    case 'rich_text_preformatted':
      return `\`\`\`\n${plainRich(element.elements)}\n\`\`\`\n`;
    case 'rich_text_quote':
      return `> ${inner().trim().replaceAll('\n', '\n> ')}\n`;
    case 'rich_text_list':
      return objectsOf(element.elements)
        .map((item, index) => {
          const mark = textOf(element.style) === 'ordered' ? `${index + 1}.` : '-';
          return `${'  '.repeat(Math.min(Number(element.indent) || 0, MAX_DEPTH))}${mark} ${richElement(item, depth + 1).trim()}\n`;
        })
        .join('');
    case 'link':
      return link(textOf(element.text) || textOf(element.url), webAddressOf(element.url));
    case 'emoji':
      return `:${textOf(element.name)}:`;
    case 'user':
    case 'usergroup':
      return literal(`@${textOf(element.user_id) || textOf(element.usergroup_id)}`);
    case 'broadcast':
      return `@${textOf(element.range) || 'channel'}`;
    case 'text':
      return styled(textOf(element.text) && String(element.text), fieldsOf(element.style));
    default:
      return literal(textOf(element.text)) || inner();
  }
}

const plainRich = (elements: unknown): string =>
  objectsOf(elements)
    .map((element) => (typeof element.text === 'string' ? element.text : textOf(element.url)))
    .join('');

/** Marks take no blanks at their ends along. */
function styled(text: string, style: Fields): string {
  if (style.code) return code(text);
  const marks = [style.bold && '**', style.italic && '_', style.strike && '~~'].filter(
    (mark) => typeof mark === 'string',
  );
  const words = text.trim();
  if (!words) return text;
  const [before, after] = [text.slice(0, text.indexOf(words)), text.slice(text.trimEnd().length)];
  return before + marks.join('') + literal(words) + marks.reverse().join('') + after;
}

function tableOf({ rows }: Fields): string {
  const cells = elementsOf(rows).map((row) => elementsOf(row).map(cellOf));
  const [head, ...rest] = cells;
  if (!head?.length) return '';
  const line = (row: string[]) => `| ${row.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rest.map(line)].join('\n');
}

const cellOf = (cell: unknown): string => {
  const { type, text, elements } = fieldsOf(cell);
  const words = textOf(type) === 'rich_text' ? richText(elements, 0) : literal(textOf(text));
  return words.replace(/\s+/g, ' ').trim();
};
