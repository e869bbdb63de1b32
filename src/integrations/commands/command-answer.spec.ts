import { describe, expect, test } from '@jest/globals';
import { type CommandAnswer, readAnswer } from './command-answer.ts';

const read = (content: unknown): CommandAnswer | undefined =>
  readAnswer(Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)));

describe('the answer of a service', () => {
  test.each<[string, unknown, Partial<CommandAnswer>]>([
    ['a plain text', 'It is *done*', { isInChannel: false, body: 'It is **done**' }],
    ['a text of JSON', { text: 'done' }, { isInChannel: false, body: 'done' }],
    ['said to be ephemeral', { response_type: 'ephemeral', text: 'done' }, { isInChannel: false }],
    ['for the room', { response_type: 'in_channel', text: 'done' }, { isInChannel: true, body: 'done' }],
    ['of a type that is none', { response_type: 'everywhere', text: 'done' }, { isInChannel: false }],
    ['blocks', { blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '*hi*' } }] }, { body: '**hi**' }],
    ['a colour', { attachments: [{ color: 'danger', text: 'failed' }] }, { body: 'failed', tone: 'danger' }],
    ['a form', 'payload=%7B%22text%22%3A%22hi%22%7D', { body: 'hi' }],
    ['what is almost JSON', '{"text":', { isInChannel: false, body: '{"text":' }],
  ])('is %s', (_what, content, expected) => {
    expect(read(content)).toMatchObject(expected);
  });

  test.each([[''], [' \n'], ['{}'], [{ text: '' }], [{ text: null, attachments: [null] }]])(
    'may be nothing: %j',
    (content) => {
      expect(read(content)).toBeUndefined();
    },
  );

  test('is no longer than a message', () => {
    expect([...(read('word '.repeat(5_000))?.body ?? '')].length).toBeLessThanOrEqual(4_000);
  });
});
