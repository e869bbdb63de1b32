import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import german from '../../i18n/de.json';
import english from '../../i18n/en.json';
import { FIELD_REASON_TEXTS } from '../api/field-reasons.ts';

const en: Record<string, string> = english;
const de: Record<string, string> = german;
const sources = readdirSync('src/app', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|html)$/.test(file) && !file.endsWith('.spec.ts'))
  .map((file) => readFileSync(join('src/app', file), 'utf8'))
  .join('\n');
const parameters = (text = '') => [...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name).sort();

describe('the texts', () => {
  it('are the same in both languages', () => {
    expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort());
  });

  it.each(Object.keys(en))('%s is complete', (key) => {
    expect(de[key]?.trim()).toBeTruthy();
    expect(en[key]?.trim()).toBeTruthy();
    expect(parameters(de[key])).toEqual(parameters(en[key]));
  });

  it('exist for every key that templates and classes use', () => {
    const used = [...sources.matchAll(/\bt\(\s*'([^']+)'/g), ...sources.matchAll(/\? '([a-z-]+\.[\w-]+)' : /g)].map(
      ([, key]) => key ?? '',
    );
    expect(used.length).toBeGreaterThan(60);
    expect(used.filter((key) => !(key in en))).toEqual([]);
  });

  it('name every problem that the server may answer with', () => {
    const codes = [...readFileSync('../src/common/problem.ts', 'utf8').matchAll(/^ {2}(\w+): \[\d{3},/gm)].map(
      ([, code]) => code,
    );
    expect(codes.length).toBeGreaterThan(30);
    expect(codes.filter((code) => !(`problem.${code}` in en))).toEqual([]);
  });

  it("know the server's reasons word for word", () => {
    const server = readdirSync('../src', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join('../src', file), 'utf8'))
      .join('\n');
    expect(Object.keys(FIELD_REASON_TEXTS).filter((words) => !server.includes(`'${words}'`))).toEqual([]);
  });

  it('with a number have both of its forms', () => {
    const stems = [...sources.matchAll(/\bcount\('([^']+)'/g)].map(([, stem]) => stem ?? '');
    expect(stems.flatMap((stem) => [`${stem}_one`, `${stem}_other`]).filter((key) => !(key in en))).toEqual([]);
  });

  it('are all used', () => {
    const unused = Object.keys(en).filter((key) => {
      const [stem = key] = key.split(/_(?:one|other)$/);
      const family = key.slice(0, key.lastIndexOf('.') + 1);
      return !sources.includes(`'${stem}'`) && !sources.includes('`' + family + '${') && !/^rooms\.kind-/.test(key);
    });
    expect(unused).toEqual([]);
  });
});
