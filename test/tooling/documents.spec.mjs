import { describe, expect, it } from '@jest/globals';
import { anchorsOf, documents, mistakesIn, read } from '../support/documents.mjs';

describe('the documents', () => {
  it('are found', () => expect(documents).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md'])));

  it.each(documents)('name only what there is: %s', (document) => {
    expect(mistakesIn(document, read(document))).toEqual([]);
  });
});

describe('a document is found out', () => {
  const spec = 'test/tooling/documents.spec.mjs';
  const mistakes = (text) => mistakesIn('README.md', text);

  it.each([
    ['a path', 'See `src/nowhere.ts`.', 'there is no src/nowhere.ts'],
    ['a path without marks', 'See test/nowhere/.', 'there is no test/nowhere/.'],
    ['a file', 'See `nowhere.module.ts`.', 'there is no nowhere.module.ts'],
    ['a pattern', 'See `test/*.nothing.ts`.', 'there is no test/*.nothing.ts'],
    ['a folder in a drawing', '```\ntest/  end-to-end, elsewhere/ and support/\n```', 'there is no elsewhere/'],
    ['what is built of nothing', 'Run `node dist/src/nowhere.js`.', 'there is no dist/src/nowhere.js'],
    ['a script', 'Run `npm run nothing`.', 'there is no script nothing'],
    ['a script of the client', 'Run `npm run bench -w client`.', 'there is no script bench'],
    [
      'a test',
      `Run \`npm run jest -- ${spec} -t "finds ${''}nothing"\`.`,
      `no test is called "finds nothing" in ${spec}`,
    ],
    ['a variable', '| `NO_SUCH' + '_VARIABLE` | | |', 'nothing reads the variable NO_SUCH' + '_VARIABLE'],
    ['a variable with a value', '`NEVER' + 'MIND=1 npm test`', 'nothing reads the variable NEVER' + 'MIND'],
    ['a link', '[here](docs/nowhere.md)', 'the link to docs/nowhere.md leads nowhere'],
    ['a heading', '[here](#nowhere)', 'README.md has no heading #nowhere'],
    ['a heading elsewhere', '[here](CONTRIBUTING.md#nowhere)', 'CONTRIBUTING.md has no heading #nowhere'],
    [
      'a feature in the order',
      '`dto < nowhere < service`',
      'there is neither a folder nowhere nor a file of that kind',
    ],
  ])('when it names %s that is not there', (_, text, mistake) => {
    expect(mistakes(`\n${text}`).map((line) => line.replace(/:\d+:/, ':'))).toEqual([`README.md: ${mistake}`]);
  });

  it('with the line', () =>
    expect(mistakes('\n\nSee `src/nowhere.ts`.')).toEqual(['README.md:3: there is no src/nowhere.ts']));

  it.each([
    ['a placeholder', 'See `src/<feature>/` and `@api/…`, or `test/….e2e.ts`.'],
    ['what is made', 'See `.data/secret`, `test/load/results/` and `dist/src/main.js`.'],
    ['a pattern', 'See `test/**/*.e2e.ts` and `*.{dto,view}.ts`.'],
    ['a part of a path', 'See `support/documents.mjs`.'],
    ['a test by its name', `Run \`npm run jest -- ${spec} -t "with the line"\`.`],
    ['a route', 'Ask `GET /api/v1/nowhere`.'],
    ['a heading', '[here](README.md#licence)'],
    ['a variable', '`DATABASE_URL=… npm test`'],
  ])('only then: not for %s', (_, text) => expect(mistakes(text)).toEqual([]));

  it('by headings as GitHub names them', () =>
    expect(anchorsOf('# Run it, for real\n## A `word`\n## A `word`')).toEqual([
      'run-it-for-real',
      'a-word',
      'a-word-1',
    ]));
});
