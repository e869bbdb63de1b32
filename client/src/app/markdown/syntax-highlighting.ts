import type { Emitter, HLJSApi, LanguageFn } from 'highlight.js';

/** A run of code and its scope in the grammar: a keyword, a string … */
export interface HighlightedSpan {
  readonly text: string;
  readonly scope: string | null;
}

type Language = () => Promise<{ default: LanguageFn }>;

/** Each grammar is loaded when code in its language is first shown. */
const LANGUAGES: Readonly<Record<string, Language>> = {
  bash: () => import('highlight.js/lib/languages/bash'),
  c: () => import('highlight.js/lib/languages/c'),
  cpp: () => import('highlight.js/lib/languages/cpp'),
  csharp: () => import('highlight.js/lib/languages/csharp'),
  css: () => import('highlight.js/lib/languages/css'),
  diff: () => import('highlight.js/lib/languages/diff'),
  go: () => import('highlight.js/lib/languages/go'),
  java: () => import('highlight.js/lib/languages/java'),
  javascript: () => import('highlight.js/lib/languages/javascript'),
  json: () => import('highlight.js/lib/languages/json'),
  kotlin: () => import('highlight.js/lib/languages/kotlin'),
  php: () => import('highlight.js/lib/languages/php'),
  python: () => import('highlight.js/lib/languages/python'),
  ruby: () => import('highlight.js/lib/languages/ruby'),
  rust: () => import('highlight.js/lib/languages/rust'),
  sql: () => import('highlight.js/lib/languages/sql'),
  swift: () => import('highlight.js/lib/languages/swift'),
  typescript: () => import('highlight.js/lib/languages/typescript'),
  xml: () => import('highlight.js/lib/languages/xml'),
  yaml: () => import('highlight.js/lib/languages/yaml'),
};

const ALIASES: Readonly<Record<string, string>> = {
  'c++': 'cpp',
  'c#': 'csharp',
  cs: 'csharp',
  html: 'xml',
  js: 'javascript',
  jsx: 'javascript',
  kt: 'kotlin',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'bash',
  shell: 'bash',
  svg: 'xml',
  ts: 'typescript',
  tsx: 'typescript',
  yml: 'yaml',
};

/** The highlighted spans of a code, to be drawn as elements; null for an unknown language. */
export async function highlightCode(code: string, name: string): Promise<readonly HighlightedSpan[] | null> {
  const language = ALIASES[name] ?? name;
  const load = Object.hasOwn(LANGUAGES, language) ? LANGUAGES[language] : undefined;
  if (!load) return null;
  const [{ default: core }, { default: grammar }] = await Promise.all([import('highlight.js/lib/core'), load()]);
  return highlight(core, language, grammar, code);
}

function highlight(core: HLJSApi, language: string, grammar: LanguageFn, code: string): readonly HighlightedSpan[] {
  core.configure({ __emitter: SpanEmitter });
  if (!core.getLanguage(language)) core.registerLanguage(language, grammar);
  const { _emitter } = core.highlight(code, { language, ignoreIllegals: true });
  return _emitter instanceof SpanEmitter ? _emitter.spans : [{ text: code, scope: null }];
}

/** Collects spans where the library would write HTML. */
class SpanEmitter implements Emitter {
  readonly spans: HighlightedSpan[] = [];
  private readonly open: string[] = [];

  addText(text: string): void {
    if (text) this.spans.push({ text, scope: this.open.at(-1) ?? null });
  }

  startScope(name: string): void {
    this.open.push(name.replace(/[^a-z].*/, ''));
  }

  endScope(): void {
    this.open.pop();
  }

  __addSublanguage(emitter: Emitter): void {
    if (emitter instanceof SpanEmitter) this.spans.push(...emitter.spans);
  }

  /** `openNode` and `closeNode` are not in the library's types, but it calls them. */
  openNode(name: string): void {
    this.startScope(name);
  }

  closeNode(): void {
    this.endScope();
  }

  finalize(): void {
    // Spans need no closing.
  }

  toHTML(): string {
    return '';
  }
}
