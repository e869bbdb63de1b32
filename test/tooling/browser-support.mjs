import { createRequire } from 'node:module';
import { basename, relative } from 'node:path';
import ts from 'typescript';

const data = createRequire(import.meta.url)('@mdn/browser-compat-data');
const BROWSERS = { Chrome: 'chrome', Edge: 'edge', Firefox: 'firefox', Safari: 'safari', iOS: 'safari_ios' };

/** The browsers that a list in the form of browserslist declares, with the oldest version of each. */
export function declaredBrowsers(browserslist) {
  return browserslist.map((entry) => {
    const [, name, version] = /^(\w+) >= ([\d.]+)$/.exec(entry) ?? [];
    if (!BROWSERS[name]) throw new Error(`Not understood in the browserslist: ${entry}`);
    return { id: BROWSERS[name], version: Number(version) };
  });
}

/**
 * What a program uses of the web platform and a declared browser lacks, by the data of MDN: interfaces, their members,
 * static ones too, and global functions. What the language itself offers is held by `lib` of the tsconfig.
 * @returns such as `src/app/x.ts: URL.parse (safari 18)`
 */
export function unsupportedApis(program, root, browsers) {
  const checker = program.getTypeChecker();
  const found = new Set();
  const visit = (file, node) => {
    if (ts.isIdentifier(node) && !ts.isTypeNode(node.parent)) {
      for (const api of apisOf(checker, node)) {
        const lacking = lackingIn(api.compat, browsers);
        if (lacking) found.add(`${relative(root, file.fileName)}: ${api.name} (${lacking})`);
      }
    }
    ts.forEachChild(node, (child) => visit(file, child));
  };
  for (const file of program.getSourceFiles())
    if (!file.isDeclarationFile && !file.fileName.includes('/node_modules/')) visit(file, file);
  return [...found].sort();
}

/** The entries of MDN for what an identifier means; none when it is not declared by the DOM. */
function apisOf(checker, identifier) {
  const symbol = checker.getSymbolAtLocation(identifier);
  return (symbol?.declarations ?? []).flatMap((declaration) => {
    if (!/^lib\.dom\.(iterable\.)?d\.ts$/.test(basename(declaration.getSourceFile().fileName))) return [];
    const entry = entryOf(symbol.name, declaration, receiverOf(checker, identifier));
    return entry?.compat ? [entry] : [];
  });
}

/** The interface of what stands before the point: MDN does not know the mixins that TypeScript splits interfaces into. */
function receiverOf(checker, { parent }) {
  const isMember = parent && ts.isPropertyAccessExpression(parent);
  return isMember ? checker.getTypeAtLocation(parent.expression).symbol?.name : undefined;
}

function entryOf(name, { kind, parent }, receiver) {
  if (ts.isInterfaceDeclaration(parent)) {
    const owner = parent.name.text;
    return member(data.api[owner] ? owner : receiver, name, name);
  }
  const isStatic = parent && ts.isTypeLiteralNode(parent) && ts.isVariableDeclaration(parent.parent);
  if (isStatic) return member(parent.parent.name.text, `${name}_static`, name);
  const isGlobal = kind === ts.SyntaxKind.FunctionDeclaration || kind === ts.SyntaxKind.VariableDeclaration;
  return isGlobal ? (global(name) ?? member('Window', name, name)) : undefined;
}

const member = (owner, key, name) => ({ name: `${owner}.${name}`, compat: data.api[owner]?.[key]?.__compat });
const global = (name) => data.api[name] && { name, compat: data.api[name].__compat };

/** The first declared browser whose oldest version lacks it, with the version that has it. */
function lackingIn({ support }, browsers) {
  const lacking = browsers.find(({ id, version }) => !plain(support[id]).some((each) => isIn(each, version)));
  return lacking && `${lacking.id} ${plain(support[lacking.id])[0]?.version_added || 'never'}`;
}

/** What needs no flag and has no prefix. */
const plain = (support) =>
  [support ?? {}].flat().filter(({ flags, prefix, alternative_name }) => !(flags || prefix || alternative_name));

const isIn = ({ version_added, version_removed }, version) =>
  numberOf(version_added) <= version && !(numberOf(version_removed) <= version);

/** NaN for what is in no version. */
const numberOf = (version) => (version ? Number(String(version).replace('≤', '')) : NaN);
