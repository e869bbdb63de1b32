import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { declaredBrowsers, unsupportedApis } from './browser-support.mjs';

const ROOT = resolve('client');
const TIMEOUT_MS = 180_000;
const browsers = declaredBrowsers(JSON.parse(readFileSync('client/package.json', 'utf8')).browserslist);

/** What a declared browser may lack: it is asked for, or its absence is caught, before it is used. */
const OPTIONAL = {
  'Navigator.share': 'the button is there where it is',
  'Navigator.setAppBadge': 'without it the app has no badge',
  'Navigator.clearAppBadge': 'without it the app has no badge',
  'Touch.clientX': 'where there is no touch, no such event comes',
  'Touch.clientY': 'where there is no touch, no such event comes',
  'TouchEvent.touches': 'where there is no touch, no such event comes',
  'TouchList.length': 'where there is no touch, no such event comes',
};
const isOptional = (use) => Object.keys(OPTIONAL).some((api) => use.includes(`: ${api} (`));

const compiled = (fileNames, options) =>
  ts.createProgram(fileNames, { ...options, noEmit: true, skipLibCheck: true, composite: false, incremental: false });

describe('the browsers that are declared', () => {
  it(
    'have every interface and function of the web platform that the client uses',
    () => {
      const file = ts.readConfigFile('client/tsconfig.app.json', ts.sys.readFile).config;
      const { fileNames, options } = ts.parseJsonConfigFileContent(file, ts.sys, ROOT);
      const unsupported = unsupportedApis(compiled(fileNames, options), ROOT, browsers);
      expect(unsupported.filter((use) => !isOptional(use))).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it.each([
    ["URL.parse('https://example.org')", 'URL.parse'],
    ['document.caretPositionFromPoint(0, 0)', 'Document.caretPositionFromPoint'],
    ['navigator.userActivation.isActive; navigator.setAppBadge(1)', 'Navigator.setAppBadge'],
    ['document.startViewTransition(() => undefined)', 'Document.startViewTransition'],
    ['requestIdleCallback(() => undefined)', 'Window.requestIdleCallback'],
    ["URL.canParse('x'); structuredClone({}); new AbortController().abort()", undefined],
  ])(
    'are asked for %s',
    (code, expected) => {
      const name = resolve('client/src/made-up.ts');
      const host = ts.createCompilerHost({});
      const sourceOf = host.getSourceFile.bind(host);
      host.getSourceFile = (file, target) =>
        file === name ? ts.createSourceFile(file, code, target, true) : sourceOf(file, target);
      const options = { target: ts.ScriptTarget.ES2023, lib: ['lib.es2024.d.ts', 'lib.dom.d.ts'], types: [] };
      const program = ts.createProgram([name], options, host);
      const [found] = unsupportedApis(program, ROOT, browsers);
      if (expected) expect(found).toContain(`src/made-up.ts: ${expected} (`);
      else expect(found).toBeUndefined();
    },
    TIMEOUT_MS,
  );
});
