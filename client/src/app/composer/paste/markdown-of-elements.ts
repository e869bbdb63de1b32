/** Addresses that a message may hold as links; see src/shared/markdown/addresses.ts. */
const LINKABLE = /^(?:https?:\/\/|mailto:)/i;
const LEFT_OUT = 'script, style, title, noscript, template, textarea, select, button';
const BLOCKS =
  'address, article, aside, blockquote, div, dl, figure, footer, form, h1, h2, h3, h4, h5, h6, header, hr, main, nav, ol, p, pre, section, table, ul';
const MARKS: Readonly<Record<string, string>> = {
  B: '**',
  STRONG: '**',
  I: '_',
  EM: '_',
  S: '~~',
  DEL: '~~',
  STRIKE: '~~',
};

interface Block {
  readonly text: string;
  /** A line of its own without a blank one around it: many editors make an element without a margin of each line. */
  readonly isLine?: boolean;
}

/**
 * The Markdown of copied elements, as src/shared/markdown reads it. Signs that are marks here and were none there stay as
 * they are, for a backslash before them would be seen.
 */
export const markdownOf = (copied: Element): string => joined(blocksOf(copied));

function joined(blocks: readonly Block[]): string {
  return blocks.reduce(
    (text, block, index) =>
      text + (index === 0 ? '' : block.isLine && blocks[index - 1]?.isLine ? '\n' : '\n\n') + block.text,
    '',
  );
}

function blocksOf(parent: Element): Block[] {
  const blocks: Block[] = [];
  let line = '';
  const endLine = () => {
    const text = line.replace(/ *\n */g, '\n').trim();
    if (text) blocks.push({ text, isLine: parent.nodeName !== 'P' });
    line = '';
  };
  for (const child of parent.childNodes) {
    if (!(child instanceof Element) || !isBlock(child)) {
      line += inlineOf(child);
      continue;
    }
    endLine();
    blocks.push(...blockOf(child));
  }
  endLine();
  return blocks;
}

const isBlock = (element: Element): boolean => element.matches(BLOCKS) || element.querySelector(BLOCKS) !== null;

function blockOf(element: Element): Block[] {
  switch (element.nodeName) {
    case 'H1':
    case 'H2':
    case 'H3':
    case 'H4':
    case 'H5':
    case 'H6':
      return [{ text: `${'#'.repeat(Number(element.nodeName.charAt(1)))} ${words(element)}` }];
    case 'HR':
      return [{ text: '---' }];
    case 'PRE':
      return [{ text: fenced(element) }];
    case 'BLOCKQUOTE':
      return [{ text: `> ${joined(blocksOf(element)).replaceAll('\n', '\n> ')}` }];
    case 'UL':
    case 'OL':
      return [{ text: listOf(element) }];
    case 'TABLE':
      return [{ text: tableOf(element) }].filter(({ text }) => text);
    default:
      return element.matches(LEFT_OUT) ? [] : blocksOf(element);
  }
}

function fenced(element: Element): string {
  const language = /\blanguage-([\w+#.-]+)/.exec(element.querySelector('code')?.className ?? '')?.[1] ?? '';
  const code = element.textContent.replace(/\n$/, '');
  const fence = '`'.repeat(Math.max(2, ...(code.match(/`+/g) ?? []).map(({ length }) => length)) + 1);
  return `${fence}${language}\n${code}\n${fence}`;
}

function listOf(list: Element): string {
  const first = Number(list.getAttribute('start') ?? 1);
  const items = [...list.children].filter(({ nodeName }) => nodeName === 'LI');
  return items
    .map((item, index) => {
      const mark = list.nodeName === 'OL' ? `${first + index}. ` : '- ';
      const text = blocksOf(item)
        .map((block) => block.text)
        .join('\n');
      return mark + text.replaceAll('\n', `\n${' '.repeat(mark.length)}`);
    })
    .join('\n');
}

/** Markdown knows no table without a head: the first row is it. */
function tableOf(table: Element): string {
  const [head, ...rows] = [...table.querySelectorAll('tr')].map((row) =>
    [...row.querySelectorAll('th, td')].map((cell) => words(cell).replaceAll('|', '\\|')),
  );
  if (!head) return '';
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** The inline content of an element on one line. */
const words = (element: Element): string => inlineChildren(element).replace(/\s+/g, ' ').trim();

const inlineChildren = (element: Element): string => [...element.childNodes].map(inlineOf).join('');

function inlineOf(node: Node): string {
  if (!(node instanceof Element))
    return node.nodeType === Node.TEXT_NODE ? (node.textContent ?? '').replace(/\s+/g, ' ') : '';
  if (node.matches(LEFT_OUT)) return '';
  switch (node.nodeName) {
    case 'BR':
      return '\n';
    case 'IMG':
      return node.getAttribute('alt')?.trim() ?? '';
    case 'CODE':
      return node.textContent.trim() ? `\`${node.textContent}\`` : '';
    case 'A':
      return linkOf(node);
    default:
      return marked(inlineChildren(node), isMarked(node) ? (MARKS[node.nodeName] ?? '') : '');
  }
}

/** Word processors wrap all that is copied into a bold element that is not bold. */
const isMarked = (element: Element): boolean =>
  !/font-weight:\s*(?:normal|400)/i.test(element.getAttribute('style') ?? '');

/** A mark stands beside its words: blanks at the edges stay outside. */
function marked(text: string, mark: string): string {
  const inner = text.trim();
  return mark && inner ? text.replace(inner, () => mark + inner + mark) : text;
}

function linkOf(element: Element): string {
  const text = inlineChildren(element);
  const href = element.getAttribute('href') ?? '';
  if (!LINKABLE.test(href) || !text.trim()) return text;
  return text.trim() === href ? href : `[${words(element)}](${href.replace(/[()\s]/g, percentEncoded)})`;
}

const percentEncoded = (sign: string): string => `%${sign.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`;
