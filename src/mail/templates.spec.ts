import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { LANGUAGES } from '../common/languages.ts';
import { MAIL_TEMPLATES } from './mail.dto.ts';

const read = (file: string) => readFileSync(join(import.meta.dirname, 'templates', file), 'utf8');
const named = (text: string) => [...new Set(text.match(/{{[^}]+}}/g))].sort();

describe('the mail', () => {
  const others = LANGUAGES.filter((language) => language !== 'en');
  const kinds = MAIL_TEMPLATES.flatMap((name) => ['txt', 'hbs'].map((kind) => [name, kind] as const));
  test.each(others.flatMap((language) => kinds.map(([name, kind]) => [name, kind, language] as const)))(
    '%s.%s has the same content in %s',
    (name, kind, language) =>
      expect(named(read(`${name}/${language}.${kind}`))).toEqual(named(read(`${name}/en.${kind}`))),
  );
});
