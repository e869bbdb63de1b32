import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';

const IGNORED = readFileSync('.gitignore', 'utf8')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'));
const SKIPPED = new Set([...IGNORED.map((line) => line.replace(/\/$/, '')), '.git']);
const EXTENSION = /\.(ts|mjs|js|json|md|ya?ml|env|html|scss|css|sql|svg|png|sh|txt|hbs)$/;
const SOURCE = /^(src|client|cli|test|deploy|migrations)\/.*\.(ts|mjs|ya?ml|env)$|^[^/]+\.(ts|mjs|ya?ml)$|Dockerfile$/;
const TEST = /\.(spec|e2e)\.(ts|mjs)$/;

/** Every file of the repository, by its path from the top; what builds and package managers make is left out. @returns {string[]} */
function filesBelow(folder = '.') {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = posix.join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

export const files = filesBelow();
const folders = [
  ...new Set(files.flatMap((file) => file.split('/').map((_, depth, all) => all.slice(0, depth).join('/')))),
].filter(Boolean);
const topFolders = readdirSync('.', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !SKIPPED.has(entry.name) && !entry.name.startsWith('.'))
  .map(({ name }) => name);

const scriptsOf = (/** @type {string} */ file) => Object.keys(JSON.parse(readFileSync(file, 'utf8')).scripts);
const scripts = { top: scriptsOf('package.json'), client: scriptsOf('client/package.json') };

const sources = files.filter((file) => SOURCE.test(file));
/** @type {string | undefined} */
let allSources;
const sourceText = () => (allSources ??= sources.map((file) => readFileSync(file, 'utf8')).join('\n'));

/** @typedef {{ line: number, text: string, kind: 'prose' | 'code' | 'block' }} Part prose, inline code, or a line of a code block */

/** @param {number} line @param {string} text @param {Part['kind']} kind @returns {Part} */
const part = (line, text, kind) => ({ line, text, kind });

/** @param {string} markdown */
export function partsOf(markdown) {
  /** @type {string | undefined} */
  let language;
  return markdown.split('\n').flatMap((text, index) => {
    const line = index + 1;
    const fence = /^\s*```(\w*)/.exec(text);
    if (fence) language = language === undefined ? fence[1] : undefined;
    if (fence || language === 'mermaid') return [];
    if (language !== undefined) return [part(line, text.replace(/\s+#\s.*$/, ''), 'block')];
    const spans = [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => part(line, code, 'code'));
    return [...spans, part(line, text.replace(/`[^`]+`/g, ' '), 'prose')];
  });
}

/**
 * The mistakes in a document, as `file:line: what`.
 * @param {string} document its path from the top @param {string} markdown
 */
export function mistakesIn(document, markdown) {
  return partsOf(markdown).flatMap(({ line, text, kind }) => {
    const found = kind === 'prose' ? inProse(document, text) : inCode(text, kind === 'block');
    return found.map((mistake) => `${document}:${line}: ${mistake}`);
  });
}

/** @param {string} document @param {string} text */
function inProse(document, text) {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  const words = text.replace(/\]\([^)]*\)/g, ' ').split(/[\s()|"',;]+/);
  const paths = words.filter((word) => topFolders.some((folder) => word.startsWith(`${folder}/`)));
  return [...links.flatMap((target) => linkMistakes(document, target)), ...paths.flatMap(pathMistakes)];
}

/** @param {string} document @param {string} target */
function linkMistakes(document, target) {
  if (/^[a-z]+:/.test(target)) return [];
  const [path = '', anchor] = target.split('#');
  const file = path ? posix.join(dirname(document), path) : document;
  if (!existsSync(file)) return [`the link to ${target} leads nowhere`];
  if (anchor === undefined || !file.endsWith('.md') || anchorsOf(readFileSync(file, 'utf8')).includes(anchor))
    return [];
  return [`${file} has no heading #${anchor}`];
}

/** As GitHub makes them. @param {string} markdown */
export function anchorsOf(markdown) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  return [...markdown.matchAll(/^#{1,6}\s+(.*)$/gm)].map(([, heading = '']) => {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times ? `${slug}-${times}` : slug;
  });
}

/** @param {string} text @param {boolean} isBlock */
function inCode(text, isBlock) {
  if (text.split(' < ').length > 2) return orderMistakes(text);
  const words = text.split(/[\s|"'();&]+|,(?![^{\s]*\})/).filter(Boolean);
  const paths = words.filter((word) => isPath(word, isBlock));
  // The name of a new file comes after it.
  const made = text.includes('migration:generate');
  return [
    ...(made ? [] : paths.flatMap(pathMistakes)),
    ...words.flatMap(variableMistakes),
    ...scriptMistakes(text),
    ...testNameMistakes(text, paths),
  ];
}

/** @param {string} word @param {boolean} isBlock */
function isPath(word, isBlock) {
  if (!/^[\w.*{},-]+(\/[\w.*{},-]*)*$/.test(word)) return false;
  if (/^[A-Z0-9_]+\//.test(word)) return false; // below a folder that a variable names
  // In blocks of code only what is plainly a path: its other words are those of a command or a drawing.
  return EXTENSION.test(word) || (isBlock ? word.endsWith('/') : word.includes('/'));
}

/** @param {string} word */
function pathMistakes(word) {
  const path = word.replace(/[.:]+$/, '').replace(/\/$/, '');
  if (/[…<>$]/.test(path)) return [];
  if (IGNORED.some((made) => made !== 'dist/' && `${path}/`.startsWith(made.replace(/\/?$/, '/')))) return [];
  if (exists(path)) return [];
  const built = /^dist\/(.*)\.js$/.exec(path)?.[1];
  if (built && exists(`${built}.ts`)) return [];
  // A name that the server or a tool gives to a file that it makes.
  if (EXTENSION.test(path) && !/[/*]/.test(path) && sourceText().includes(`'${path}'`)) return [];
  return [`there is no ${word}`];
}

/** Whether a file or folder has this path, or ends with it. @param {string} path */
function exists(path) {
  const literal = path.replace(/^\.\//, '').replace(/[.+?^$()|[\]\\]/g, String.raw`\$&`);
  const choice = literal.replace(/\{([^}]*)\}/g, (_, names) => `(${names.replaceAll(',', '|')})`);
  const named = new RegExp(`(^|/)${choice.replaceAll('**', '.+').replace(/(?<!\.)\*/g, '[^/]*')}$`);
  return [...files, ...folders].some((known) => named.test(known));
}

/** @param {string} word */
function variableMistakes(word) {
  const [, name] = /^([A-Z][A-Z0-9_]*[A-Z0-9])(=.*)?$/.exec(word) ?? [];
  const isVariable = name && (word.includes('=') || (name.includes('_') && !name.startsWith('OTEL_')));
  if (!isVariable || new RegExp(String.raw`\b${name}\b`).test(sourceText())) return [];
  return [`nothing reads the variable ${name}`];
}

/** @param {string} text */
function scriptMistakes(text) {
  const known = /-w client\b/.test(text) ? scripts.client : scripts.top;
  const asked = [...text.matchAll(/\bnpm (?:(?:run|run-script) (?:-\S+ )*([\w:-]+)|(test|start)\b)/g)];
  return asked
    .map(([, run, own]) => run ?? own ?? '')
    .filter((script) => !known.includes(script))
    .map((script) => `there is no script ${script}`);
}

/** @param {string} text @param {string[]} paths */
function testNameMistakes(text, paths) {
  const asked = /\s(?:-t|--testNamePattern|-g|--grep)[ =](?:"([^"]+)"|'([^']+)'|(\S+))/.exec(text);
  const name = asked?.[1] ?? asked?.[2] ?? asked?.[3];
  if (!name || !/jest|playwright|vitest/.test(text)) return [];
  const among = paths.filter((path) => TEST.test(path)).filter((path) => existsSync(path));
  const inFiles = among.length ? among : files.filter((file) => TEST.test(file));
  if (inFiles.some((file) => testNames(file).some((full) => new RegExp(name).test(full)))) return [];
  return [`no test is called "${name}"${among.length ? ` in ${among.join(', ')}` : ''}`];
}

/** The full names of a file's tests, as Jest puts them together. @param {string} file @returns {string[]} */
export function testNames(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  /** @type {string[]} */
  const names = [];
  /** @param {ts.Node} node @param {string} above */
  const look = (node, above) => {
    const title = titleOf(node);
    const full = title === undefined ? above : `${above} ${title}`.trim();
    if (title !== undefined) names.push(full);
    node.forEachChild((child) => look(child, full));
  };
  look(source, '');
  return names;
}

/** @param {ts.Node} node @returns {string | undefined} */
function titleOf(node) {
  if (!ts.isCallExpression(node) || !/^(describe|test|it)\b/.test(node.expression.getText())) return undefined;
  const [title] = node.arguments;
  return title && ts.isStringLiteralLike(title) ? title.text : undefined;
}

/** The order of features, and of kinds of file. @param {string} text */
function orderMistakes(text) {
  const [, order = text] = /(?:^\S+\/\s+)?(.*)/.exec(text) ?? [];
  const names = order.split(/[\s,<]+/).filter((name) => /^[a-z]+(-[a-z]+)*$/.test(name));
  return names
    .filter((name) => !exists(`src/${name}`) && !exists(`client/src/app/${name}`) && !exists(`*.${name}.ts`))
    .map((name) => `there is neither a folder ${name} nor a file of that kind`);
}

/** The documents: at the top, and those of a part. A changelog describes the past and is left out. */
export const documents = files.filter(
  (file) => /^([^/]+|(docs|deploy|client|test)\/.*)\.md$/.test(file) && file !== 'CHANGELOG.md',
);

export const read = (/** @type {string} */ document) => readFileSync(join('.', document), 'utf8');
