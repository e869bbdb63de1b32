import { describe, expect, it } from 'vitest';
import { splitMentions } from './mention-text.ts';

const mentioned = new Map([
  ['ada', true],
  ['bob.', false],
  ['room', true],
]);
const mentionsIn = (text: string) =>
  splitMentions(text, mentioned).flatMap(({ text, mention }) => (mention ? [[text, mention]] : []));

describe('a mention', () => {
  it.each<[string, string[][]]>([
    ['@ada look', [['@ada', 'own']]],
    [
      '(@Ada), and @ada.',
      [
        ['@Ada', 'own'],
        ['@ada', 'own'],
      ],
    ],
    ['ask @bob.', [['@bob.', 'other']]],
    ['@room please', [['@room', 'own']]],
  ])('is split from the text in %s', (text, found) => {
    expect(mentionsIn(text)).toEqual(found);
    expect(
      splitMentions(text, mentioned)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  });

  it.each(['@carol', 'ada@ada.example', '@@ada', 'ä@ada'])('is not found in %s', (text) => {
    expect(mentionsIn(text)).toEqual([]);
  });
});
