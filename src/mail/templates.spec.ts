import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { LANGUAGES } from '../common/languages.ts';
import { MAIL_TEMPLATES } from './mail.dto.ts';

const read = (file: string) => readFileSync(join(import.meta.dirname, 'templates', file), 'utf8');
const named = (text: string) => [...new Set(text.match(/{{[^}]+}}/g))].sort();

describe('the mail', () => {
  const others = LANGUAGES.filter((language) => language !== 'en');
  const files = MAIL_TEMPLATES.flatMap((name) => [`${name}.txt`, `${name}.hbs`]);
  test.each(others.flatMap((language) => files.map((file) => [file, language])))(
    '%s has the same content in %s',
    (file, language) => expect(named(read(`${language}/${file}`))).toEqual(named(read(`en/${file}`))),
  );
});
