import eslint from '@eslint/js';
import angular from 'angular-eslint';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const typed = { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } };

/** On top of the strict set, which asks for a few things that read worse than what they replace. */
const ours = {
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
  '@typescript-eslint/no-confusing-void-expression': [
    'error',
    { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
  ],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
  // DTO classes describe the shape of what goes over the wire; nobody relies on their prototype.
  '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
  '@typescript-eslint/no-misused-spread': 'off',
  // Marked by its author to stand out; a provider on this machine is spoken to without TLS.
  '@typescript-eslint/no-deprecated': [
    'error',
    { allow: [{ from: 'package', package: 'openid-client', name: 'allowInsecureRequests' }] },
  ],
  // A comparison that the types call needless guards what comes over the wire or from the database.
  '@typescript-eslint/no-unnecessary-condition': 'off',
};

/**
 * Words that were once private names of this project. What they meant has a word of the field: see "Style" in
 * CONTRIBUTING.md and the glossary of docs/architecture.md.
 */
const privateWords =
  'told|said|hearers?|wish|wishes|wished|shelf|reign|doorkeeper|insist(On\\w+)?|cutNow|sayGoodbye|turnAway';
/** A number says its unit, or of what it is the bound or the count. */
const units =
  'MS|SECONDS|MINUTES|HOURS|DAYS|BYTES|KB|MB|PX|REM|CHARS|WORDS|LINES|ROWS|MESSAGES|ROOMS|PEOPLE|MEMBERS|ITEMS|FILES|TABS|PACKETS|QUERIES|TRIES|ATTEMPTS|' +
  'COUNT|LENGTH|SIZE|WIDTH|HEIGHT|COST|LEVELS|DEPTH|STEPS|PAGES|RATIO|PERCENT|SCALE|FACTOR|PIXELS|HERTZ|FRAMES|ID|CODE|VERSION|OFFSET|PORT|KEY|THRESHOLD|MODE';

const naming = {
  'no-restricted-syntax': [
    'error',
    { selector: `Identifier[name=/^(${privateWords})$/]`, message: 'Use the word of the field.' },
    {
      selector:
        'Program > VariableDeclaration[kind="const"] > VariableDeclarator' +
        '[id.name=/^[A-Z][A-Z0-9_]*$/]' +
        `:not([id.name=/(^|_)(MAX|MIN|${units})(_|$)/])` +
        ':matches([init.type="Literal"][init.raw=/^[0-9](?![xXoO])/], [init.type="BinaryExpression"][init.operator="*"])',
      message: 'Name the unit of this number: REPAIR_POLL_MS, MAX_WAITING, RETRY_AFTER_SECONDS.',
    },
    {
      selector: 'CallExpression[callee.name="linkedSignal"] Property[key.name="source"] > ArrowFunctionExpression',
      message: 'Wrap the source in computed(): otherwise the signal is reset whenever something that it reads changes.',
    },
  ],
};

export default defineConfig(
  { ignores: ['**/dist', '**/.angular', '.data', 'coverage', 'test-results', 'client/public'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['src/**/*.ts', 'test/**/*.ts', 'migrations/**/*.ts', 'ormconfig.ts'],
    extends: [eslint.configs.recommended, tseslint.configs.strictTypeChecked],
    languageOptions: typed,
    // Nest reads parameter types at run time: an import that looks like a type there is a value.
    rules: { ...ours, '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/common/config.ts', 'src/main.ts', 'src/worker.ts', 'src/command.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings are read in src/common/config.ts only.' },
      ],
      'no-restricted-imports': ['error', 'process', 'node:process'],
    },
  },
  // Tests may name their few numbers after what they are for.
  { files: ['src/**/*.ts', 'client/src/**/*.ts'], ignores: ['**/*.spec.ts'], rules: naming },
  {
    files: ['client/src/**/*.ts'],
    extends: [eslint.configs.recommended, tseslint.configs.strictTypeChecked, angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    languageOptions: typed,
    rules: {
      ...ours,
      'no-restricted-properties': [
        'error',
        { object: 'crypto', property: 'randomUUID', message: 'Not there on plain http: newId() is.' },
        { object: 'crypto', property: 'subtle', message: 'Not there on plain http.' },
        { object: 'navigator', property: 'clipboard', message: 'Not there on plain http: Clipboard of the CDK is.' },
      ],
    },
  },
  {
    files: ['client/src/**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
  },
  {
    files: ['**/*.mjs'],
    extends: [eslint.configs.recommended],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'AbortController',
          'AbortSignal',
          'Blob',
          'Buffer',
          'FormData',
          'URL',
          'URLSearchParams',
          'clearInterval',
          'clearTimeout',
          'console',
          'fetch',
          'process',
          'setInterval',
          'setTimeout',
          'structuredClone',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
);
