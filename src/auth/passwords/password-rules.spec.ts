import { describe, expect, test } from '@jest/globals';
import { passwordFault } from './password-rules.ts';

describe('a password', () => {
  test.each(['password', 'PassWord', 'qwertyuiop', '1234567890', 'trustno1!'.slice(0, 8), 'aaaaaaaab', 'abababab'])(
    'that everybody tries is refused: %s',
    (password) => expect(passwordFault(password, [])).toBeDefined(),
  );

  test.each(['adalovelace', 'Ada_Lovelace1815', 'ada@example.org', 'parley2026!', 'lovelace!!'])(
    'made of what is known of a person is refused: %s',
    (password) => expect(passwordFault(password, ['ada_lovelace', 'ada@example.org', 'Ada Lovelace'])).toBeDefined(),
  );

  test.each(['ｐａｓｓｗｏｒｄ', 'ｑｗｅｒｔｙｕｉｏｐ', 'ﬁﬁﬁﬁﬁﬁ'])(
    'that is easy once its letters are plain is refused: %s',
    (password) => expect(passwordFault(password, [])).toBeDefined(),
  );

  test.each([
    'correct horse battery staple',
    'ada keeps four goats',
    'ネコが好きです、とても',
    'x7$kq!vv',
    '🐐🐑🐖🐄🐎🐓🦆🐇',
  ])('that is long or rare is fine: %s', (password) =>
    expect(passwordFault(password, ['ada_lovelace', 'ada@example.org'])).toBeUndefined(),
  );
});
