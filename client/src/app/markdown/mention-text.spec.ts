import { describe, expect, it } from 'vitest';
import { piecesOf } from './mention-text.ts';

const called = new Map([
  ['ada', true],
  ['bob.', false],
  ['room', true],
]);
const calls = (text: string) => piecesOf(text, called).flatMap(({ text, call }) => (call ? [[text, call]] : []));

describe('who is called', () => {
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
  ])('stands out in %s', (text, found) => {
    expect(calls(text)).toEqual(found);
    expect(
      piecesOf(text, called)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  });

  it.each(['@carol', 'ada@ada.example', '@@ada', 'ä@ada'])('is not in %s', (text) => {
    expect(calls(text)).toEqual([]);
  });
});
