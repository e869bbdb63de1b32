import { closingTime, withEmptyField, writtenOptions } from './poll-draft.ts';

describe('a poll that is written', () => {
  it('ends when its author chose', () => {
    const now = Date.parse('2026-11-20T12:00:00Z');
    expect(closingTime('never', '', now)).toBeNull();
    expect(closingTime('hour', '', now)).toBe('2026-11-20T13:00:00.000Z');
    expect(closingTime('week', '', now)).toBe('2026-11-27T12:00:00.000Z');
    expect(closingTime('other', '2026-11-21T12:00:00Z', now)).toBe('2026-11-21T12:00:00.000Z');
    expect(closingTime('other', '', now)).toBeNull();
  });

  it('has the options that are written, each once', () => {
    expect(writtenOptions([' tea ', '', 'coffee', 'Tea', ' '])).toEqual(['tea', 'coffee']);
    expect(writtenOptions(['', ''])).toEqual([]);
  });

  it('always has a field for another option, while more fit', () => {
    expect(withEmptyField(['tea', ''], 20)).toEqual(['tea', '']);
    expect(withEmptyField(['tea', 'coffee'], 20)).toEqual(['tea', 'coffee', '']);
    expect(withEmptyField(['tea', 'coffee'], 2)).toEqual(['tea', 'coffee']);
  });
});
