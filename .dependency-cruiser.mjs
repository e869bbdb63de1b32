/**
 * Features by rank: each imports only what stands to its left. What must be heard above is announced, not called.
 * A new feature takes its place here first.
 */
const features = [
  'shared',
  'common',
  'outbound',
  'cluster',
  'transport',
  'mail',
  'audit',
  'emoji',
  'users',
  'auth',
  'admin',
  'personal',
  'blocks',
  'groups',
  'timeline',
  'rooms',
  'presence',
  'uploads',
  'settings',
  'drafts',
  'messages',
  'reports',
  'calls',
  'search',
  'notifications',
  'push',
  'saved',
  'scheduled',
  'integrations',
  'mcp',
  'exports',
  'sync',
  'health',
  'pages',
  'docs',
  'operations',
];

/** Kinds of file within a feature: each imports only its own kind and those before it. Any other name counts as a service. */
const kinds = [
  ['dto'],
  ['entity'],
  ['policy', 'view'],
  ['repository'],
  ['service'],
  ['controller', 'gateway', 'processor'],
  ['module'],
];

/** The client's folders by rank: each imports only what stands to its left. */
const clientFolders = [
  'i18n',
  'api',
  'ui',
  'connection',
  'auth',
  'custom-emoji',
  'users',
  'markdown',
  'emoji',
  'presence',
  'personal',
  'blocks',
  'profile',
  'rooms',
  'calls',
  'reports',
  'notifications',
  'saved',
  'threads',
  'invitations',
  'scheduled',
  'room-list',
  'uploads',
  'polls',
  'messages',
  'outbox',
  'offline',
  'message-list',
  'composer',
  'search',
  'conversation',
  'catch-up',
  'drafts',
  'sync',
  'settings',
  'admin',
  'shell',
];

const dto = '\\.dto\\.ts$';
const spec = '\\.spec\\.ts$';
/** The one map of socket commands and events names the DTO classes of every feature; only the documents load it, all others import its types. */
const events = '^src/transport/events\\.ts$';

const named = kinds.flat().join('|');
const files = (/** @type {string[]} */ kind) => {
  const plain = kind.includes('service') ? `|(?!.*\\.(${named})\\.ts$).+\\.ts` : '';
  return `(.+\\.(${kind.join('|')})\\.ts${plain})$`;
};

const rankRules = features.slice(0, -1).map((feature, rank) => ({
  name: `rank-${feature}`,
  comment: `${feature} stands below what it imports: announce it, or move it.`,
  severity: 'error',
  from: { path: `^src/${feature}/`, pathNot: [dto, events] },
  to: { path: `^src/(${features.slice(rank + 1).join('|')})/` },
}));

const kindRules = kinds.slice(0, -1).map((kind, place) => ({
  name: `kind-${kind.join('-')}`,
  comment: `Within a feature a ${kind.join(' or ')} knows nothing of what is built upon it.`,
  severity: 'error',
  from: { path: `^src/(?!shared/)([^/]+)/${files(kind)}`, pathNot: spec },
  to: { path: kinds.slice(place + 1).map((higher) => `^src/$1/${files(higher)}`) },
}));

const clientRankRules = clientFolders.slice(0, -1).map((folder, rank) => ({
  name: `client-rank-${folder}`,
  comment: `${folder} stands below what it imports: hand it in, or move it.`,
  severity: 'error',
  from: { path: `^client/src/app/${folder}/`, pathNot: spec },
  to: { path: `^client/src/app/(${clientFolders.slice(rank + 1).join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'In ES modules a circle fails at load, or works by luck.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    { name: 'unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'orphan',
      comment: 'Nothing imports it.',
      severity: 'warn',
      from: {
        orphan: true,
        pathNot: [
          '\\.d\\.ts$',
          '\\.(spec|e2e|test)\\.(ts|mjs)$',
          '^migrations/',
          '^test/(run|check|changed|runner/(all|jest-setup|jest-teardown|browser-setup|preload-nest|server-pg|native-source|e2e-environment))\\.mjs$',
          '^src/(main|worker|command)\\.ts$',
          '^client/src/main\\.ts$',
        ],
      },
      to: {},
    },
    ...rankRules,
    ...kindRules,
    ...clientRankRules,
    {
      name: 'client-rank-missing',
      comment: 'This folder of the client has no rank yet: see the top of .dependency-cruiser.mjs.',
      severity: 'error',
      from: { path: `^client/src/app/(?!(${clientFolders.join('|')}|testing)/)[^/]+/` },
      to: {},
    },
    {
      name: 'shared-stands-alone',
      comment: 'Rules that server and client share know nothing but themselves, and the lexer of Markdown.',
      severity: 'error',
      from: { path: '^src/shared/', pathNot: spec },
      to: { pathNot: ['^src/shared/', '^node_modules/marked/'] },
    },
    {
      name: 'rank-missing',
      comment: 'This folder has no rank yet: see the top of .dependency-cruiser.mjs.',
      severity: 'error',
      from: { path: `^src/(?!(${features.join('|')})/)[^/]+/` },
      to: {},
    },
    {
      name: 'only-the-top-knows-all',
      comment: 'app.module and the entry points stand above every feature.',
      severity: 'error',
      from: { path: '^src/[^/]+/' },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    {
      name: 'dto-imports-dto',
      comment: 'What goes over the wire is made of what goes over the wire.',
      severity: 'error',
      from: { path: dto },
      to: { path: '^src/', pathNot: [dto, '^src/(shared|common)/'] },
    },
    {
      name: 'events-name-dto',
      comment: 'The map of socket events is made of DTOs.',
      severity: 'error',
      from: { path: events },
      to: { path: '^src/', pathNot: [dto, '^src/(shared|common|cluster|transport)/'] },
    },
    {
      name: 'events-loaded-by-documents',
      comment: 'The map of socket events loads the DTOs of every feature: only the documents take it as a value.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/docs/', events] },
      to: { path: events, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'client-takes-types',
      comment: 'The client imports types of the server (`import type`); values only from src/shared.',
      severity: 'error',
      from: { path: '^client/' },
      to: { path: '^src/', pathNot: '^src/shared/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'server-stands-alone',
      comment: 'What only its unit tests import is not built.',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: spec },
      to: { path: '^(client|test|deploy)/' },
    },
    {
      name: 'no-test-tool-in-the-server',
      comment: 'The image holds no dev dependencies.',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: spec },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
