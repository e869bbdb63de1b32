import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { cutBody, wholeBody } from '../../../src/integrations/hooks/payloads/hook-message.ts';
import { type CallHeaders, readCall } from '../../../src/integrations/hooks/payloads/payload-reader.ts';
import { parseMarkdown } from '../../../src/shared/markdown/markdown.ts';
import { plainText } from '../../../src/shared/markdown/plain-text.ts';
import { parseMentions } from '../../../src/shared/mentions.ts';

const FOLDER = join(import.meta.dirname, 'fixtures');
const GOLDEN = join(import.meta.dirname, 'golden-messages.md');
/** Milliseconds of a processor for the worst that a program may send. */
const MAX_MS = 250;

const read = (body: unknown, headers: CallHeaders = {}) =>
  readCall(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), headers);

/** As it would be shown; a word for what is no message. */
function shown(body: unknown, headers: CallHeaders = {}): string {
  const found = read(body, headers);
  return typeof found === 'string' ? found : wholeBody(found.message);
}

const slack = (text: string) => shown({ text });
const manyAttachments = (of: (index: number) => object) =>
  JSON.stringify({ attachments: Array.from({ length: 120 }, (_, index) => of(index)) });
const richText = (text: string) => ({ type: 'rich_text', elements: [{ type: 'text', text, style: { bold: true } }] });
const inGitHub = (message: string) =>
  shown({ ref: 'refs/heads/main', commits: [{ id: '0123456789', message }] }, { 'x-github-event': 'push' });

test('what programs send is shown as the golden messages are', () => {
  const messages = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const [, event] = /^github-([a-z_]+)/.exec(name) ?? [];
      const found = read(readFileSync(join(FOLDER, name), 'utf8'), event ? { 'x-github-event': event } : {});
      if (typeof found === 'string') return `# ${name}\n\n${found}\n`;
      const { tone, name: as, icon } = found.message;
      return `# ${name}\n\nas ${as || '–'}, icon ${icon || '–'}, tone ${tone ?? '–'}\n\n${wholeBody(found.message)}\n`;
    });
  const text = messages.join('\n');
  if (process.env.UPDATE_GOLDEN) writeFileSync(GOLDEN, text);
  expect(text).toBe(readFileSync(GOLDEN, 'utf8'));
});

describe('the mark-up of Slack', () => {
  test.each([
    ['*bold* _it_ ~gone~ `*code*`', '**bold** _it_ ~~gone~~ `*code*`'],
    ['a*b*c and 2 * 3 * 4', 'a*b*c and 2 * 3 * 4'],
    ['**already** bold', '**already** bold'],
    ['&lt;b&gt; &amp;amp; &quot;', '<b> &amp; &quot;'],
    ['<https://a.example/?x=1&amp;y=2>', 'https://a.example/?x=1&y=2'],
    ['<https://a.example|the page>', '[the page](https://a.example)'],
    ['<mailto:a@b.example|a@b.example>', '[a@\u2060b.example](mailto:a@b.example)'],
    ['Shop <EU> and <not|a link>', 'Shop <EU> and <not|a link>'],
    ['<!date^1392734382^{date} at {time}|18 February 2014>', '18 February 2014'],
    ['<#C024BE7LR|general> <@U024BE7LH|ada>', '#general @ada'],
    ['<!channel> <!here|here> <!everyone>', '@channel @here @everyone'],
    [':white_check_mark: done, :no_such_name:', '✅ done, :no_such_name:'],
    ['```\n<https://a.example|x> *y*\n```', '```\n<https://a.example|x> *y*\n```'],
  ])('%j is %j', (text, expected) => {
    expect(slack(text)).toBe(expected);
  });
});

describe('a link', () => {
  const linksIn = (markdown: string) => JSON.stringify(parseMarkdown(markdown)).match(/"href":"[^"]*"/g) ?? [];

  test.each(['[click](javascript:alert(1))', '<javascript:alert(1)|click>', '<data:text/html,x|click>'])(
    'leads nowhere: %s',
    (text) => {
      expect(linksIn(slack(text))).toEqual([]);
    },
  );

  test('says where it leads when its words are another address', () => {
    expect(plainText(parseMarkdown(slack('<https://evil.example|https://bank.example>')))).toContain('evil.example');
  });

  test('of an attachment is one of the web', () => {
    const attachments = [
      { title: 'Go', title_link: 'javascript:alert(1)', actions: [{ text: 'x', url: 'file:///etc' }] },
    ];
    expect(shown({ attachments })).toBe('**Go**');
  });

  test('ends where its address does', () => {
    const title_link = 'https://a.example/a)b(c d';
    const attachments = [{ title: 'Go](https://evil.example) [x', title_link }];
    expect(linksIn(shown({ attachments }))).toEqual(['"href":"https://a.example/a%29b%28c%20d"']);
  });
});

describe('Slack and Mattermost', () => {
  test.each<[string, unknown, string]>([
    ['no text at all', { attachments: [{ title: 'Only a title' }] }, '**Only a title**'],
    ['an empty text', { text: '', attachments: [{ text: '', title: 'Only a title' }] }, '**Only a title**'],
    ['a fallback alone', { attachments: [{ fallback: 'as a last resort' }] }, 'as a last resort'],
    ['everything twice', { text: 'Down', attachments: [{ text: 'Down', fallback: 'Down' }] }, 'Down'],
    [
      'numbers and booleans',
      { text: 42, attachments: [{ title: true, text: null, fields: [{ title: 1, value: 2.5 }] }] },
      '42\n\n**true**\n\n**1**: 2.5',
    ],
    ['a single attachment', { attachments: { text: 'not in a list' } }, 'not in a list'],
    ['null among attachments', { text: 'x', attachments: [null, 1, 'a', []] }, 'x'],
    ['null among fields', { text: 'x', attachments: [{ fields: [null] }] }, 'x'],
    ['odd blocks', { text: 'x', blocks: [null, 1, 'x', []] }, 'x'],
    ['an unknown block', { blocks: [{ type: 'hologram', text: { type: 'mrkdwn', text: '*hi*' } }] }, '**hi**'],
    ['an unknown block with a fallback', { blocks: [{ type: 'hologram', fallback: 'hi' }] }, 'hi'],
    [
      'rich text',
      {
        blocks: [
          {
            type: 'rich_text',
            elements: [
              {
                type: 'rich_text_section',
                elements: [
                  { type: 'text', text: 'so ' },
                  { type: 'text', text: 'bold ', style: { bold: true } },
                  { type: 'link', url: 'https://a.example', text: 'a' },
                ],
              },
            ],
          },
        ],
      },
      'so **bold** [a](https://a.example/)',
    ],
    [
      'a list',
      {
        blocks: [
          {
            type: 'rich_text',
            elements: [
              {
                type: 'rich_text_list',
                style: 'bullet',
                elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'one' }] }],
              },
            ],
          },
        ],
      },
      '- one',
    ],
    [
      'a table',
      { blocks: [{ type: 'table', rows: [[{ type: 'raw_text', text: 'a' }], [{ type: 'raw_text', text: 'b' }]] }] },
      '| a |\n| --- |\n| b |',
    ],
    [
      'a picture',
      { blocks: [{ type: 'image', image_url: 'https://a.example/1.png', alt_text: 'chart' }] },
      '[chart](https://a.example/1.png)',
    ],
  ])('with %s', (_what, payload, expected) => {
    expect(shown(payload)).toBe(expected);
  });
});

test('Discord', () => {
  const embeds = [
    {
      title: 'Deployed',
      url: 'https://a.example',
      description: '**v1**',
      color: 0x2ecc71,
      fields: [{ name: 'Who', value: 'Ada' }],
    },
  ];
  const found = read({ content: '', username: 'CI', embeds });
  expect(found).toMatchObject({ message: { tone: 'good', name: 'CI' } });
  expect(shown({ embeds })).toBe('**[Deployed](https://a.example/)**\n\n**v1**\n\n**Who**: Ada');
});

test('GitLab and Sentry', () => {
  const push = {
    object_kind: 'push',
    ref: 'refs/heads/main',
    user_name: 'Ada',
    project: { path_with_namespace: 'a/b', web_url: 'https://git.example/a/b' },
    commits: [],
  };
  expect(shown(push, { 'x-gitlab-event': 'Push Hook' })).toBe(
    '**[a/b](https://git.example/a/b)**: Ada pushed to the branch `main`',
  );
  expect(shown({ object_kind: 'emoji' }, { 'x-gitlab-event': 'Emoji Hook' })).toBe('nothing');
  const issue = {
    action: 'created',
    data: {
      issue: { title: 'TypeError', web_url: 'https://sentry.example/1', level: 'error', project: { slug: 'shop' } },
    },
  };
  expect(shown(issue, { 'sentry-hook-resource': 'issue' })).toBe(
    '**[TypeError](https://sentry.example/1)**\n\ncreated · in shop',
  );
});

describe('what people wrote elsewhere', () => {
  test.each([
    '<!channel> [x](https://y.example)',
    '@room @ada hello',
    'if (a ||b) and ||hidden|| words',
    '**not** _so_ `fast`',
    '# 1\n',
    '![x](https://t.example/1.gif)',
    '- [ ] task',
  ])('is shown as it is and calls nobody: %j', (words) => {
    const text = inGitHub(words);
    expect(parseMentions(text)).toEqual({ written: [], room: false, here: false });
    expect(plainText(parseMarkdown(text)).replaceAll('\u2060', '')).toContain(words.trim());
  });
});

describe('what cannot be read', () => {
  test.each<[string, string, string]>([
    ['nothing', '', 'invalid_payload'],
    ['no JSON', '{"text":', 'invalid_payload'],
    ['a list', '[]', 'invalid_payload'],
    ['null', 'null', 'invalid_payload'],
    ['a form without a payload', 'a=b', 'invalid_payload'],
    ['an empty object', '{}', 'no_text'],
    ['an empty text', '{"text":" "}', 'no_text'],
    ['only null', '{"attachments":[null]}', 'no_text'],
    ['what shows nothing', '{"text":"\\u200b\\u2060"}', 'no_text'],
  ])('%s', (_what, body, word) => {
    expect(shown(body)).toBe(word);
  });

  test.each(['payload=%7B%22text%22%3A%22hi%22%7D', '"hi"', ' {"text":"hi"} '])('but not %s', (body) => {
    expect(shown(body)).toBe('hi');
  });

  test.each<[string, string]>([
    ['a deep list', `{"text":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
    ['deep blocks', `{"blocks":${'[{"type":"rich_text","elements":'.repeat(3_000)}[]${'}]'.repeat(3_000)}}`],
    ['many fields', `{"attachments":[{"fields":[${'{},'.repeat(80_000)}{}]}]}`],
    ['many marks', JSON.stringify({ text: '*_~`[<'.repeat(40_000) })],
    ['many links', JSON.stringify({ text: '<https://a.example|x> '.repeat(500) })],
    ['many colons', JSON.stringify({ text: ':'.repeat(200_000) })],
    ['marks in many titles', manyAttachments((index) => ({ title: `${index}${'_*~'.repeat(640)}` }))],
    ['blanks in marked text', JSON.stringify({ blocks: [richText(`a${' '.repeat(39_000)}a`)] })],
  ])('costs little: %s', (_what, body) => {
    const from = process.cpuUsage();
    read(body);
    expect(process.cpuUsage(from).user / 1000).toBeLessThan(MAX_MS);
  });
});

describe('a text that is longer than a message', () => {
  test('is cut between lines and says what is left out', () => {
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index} of a long text`);
    const { body, isCut } = cutBody(lines.join('\n'), 4_000);
    expect(isCut).toBe(true);
    expect([...body].length).toBeLessThanOrEqual(4_000);
    const kept = body.split('\n').filter((line) => line.startsWith('line ')).length;
    expect(body.endsWith(`… and ${500 - kept} lines more`)).toBe(true);
  });

  test('is cut within a line that is longer itself, and within code', () => {
    expect([...cutBody('🎉'.repeat(5_000), 4_000).body].length).toBeLessThanOrEqual(4_000);
    const { body } = cutBody(`\`\`\`\n${'x\n'.repeat(4_000)}\`\`\``, 4_000);
    expect(body.match(/```/g)).toHaveLength(2);
  });

  test('stays whole where it fits', () => {
    expect(cutBody('short', 4_000)).toEqual({ body: 'short', isCut: false });
  });
});
