import { describe, expect, test } from '@jest/globals';
import { DEFAULT_BOUNDS, boundsOf, assertWithinBounds, MaxValues } from './bounded-input.ts';
import { Problem } from '../problem.ts';

const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i]));
const deep = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;

function faultOf(input: unknown, bounds = DEFAULT_BOUNDS): Problem | undefined {
  try {
    assertWithinBounds(input, bounds);
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

describe('what comes in', () => {
  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'x'.repeat(90_000)],
    ['an empty object', {}],
    ['as many keys as fit', keys(DEFAULT_BOUNDS.keys)],
    ['as many values as fit', Array.from({ length: DEFAULT_BOUNDS.values - 1 }, () => 1)],
    ['as deep as fits', deep(DEFAULT_BOUNDS.depth)],
  ])('may be %s', (_, input) => expect(faultOf(input)).toBeUndefined());

  test.each([
    ['too many keys', keys(DEFAULT_BOUNDS.keys + 1), undefined],
    ['too many keys in a field', { preferences: keys(90_000) }, ['preferences']],
    ['too many keys in a list', { rooms: [{}, keys(DEFAULT_BOUNDS.keys + 1)] }, ['rooms.1']],
    ['too many values', Array.from({ length: DEFAULT_BOUNDS.values }, () => 1), undefined],
    ['too many objects', { rooms: Array.from({ length: 20_000 }, () => ({})) }, undefined],
    ['too many levels', deep(DEFAULT_BOUNDS.depth + 1), undefined],
    ['as many levels as a body has room for', deep(2_000), undefined],
    ['bytes', { roomId: Buffer.from('x') }, ['roomId']],
    ['nothing but bytes', Buffer.alloc(60_000), undefined],
    ['half a surrogate pair', { a: ['\ud83d'] }, ['a.0']],
    ['a field that would be left out', JSON.parse('{"a":{"__proto__":{}}}'), ['a.__proto__']],
  ] as [string, unknown, string[] | undefined][])('is refused with one field at most: %s', (_, input, fields) => {
    const fault = faultOf(input);
    expect(fault?.code).toBe('invalid_input');
    expect(fault?.fields && Object.keys(fault.fields)).toEqual(fields);
  });

  test('is not walked through beyond the bounds', () => {
    const looked: number[] = [];
    const list = new Proxy(
      Array.from({ length: 100_000 }, () => 1),
      {
        get: (target, key) => (
          typeof key === 'string' && /\d/.test(key) && looked.push(1),
          Reflect.get(target, key) as unknown
        ),
      },
    );
    expect(faultOf(list)).toBeDefined();
    expect(looked.length).toBeLessThanOrEqual(DEFAULT_BOUNDS.values);
  });

  test('may be more where a DTO says so', () => {
    @MaxValues(5_000)
    class Large {
      field: unknown;
    }
    const large = Array.from({ length: 4_000 }, () => 1);
    expect(faultOf(large, boundsOf(Large))).toBeUndefined();
    expect(faultOf(large, boundsOf(Object))).toBeDefined();
  });
});
