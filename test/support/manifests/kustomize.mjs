import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

/**
 * As much of Kustomize as ours use, so that tests see what a cluster would without its tools. Whatever else a file asks for
 * is an error here; a test compares the result with kubectl, where it is installed.
 */
const known = [
  ...['apiVersion', 'kind', 'namespace', 'resources', 'patches', 'images'],
  ...['configMapGenerator', 'secretGenerator'],
];

/** @typedef {Record<string, any>} Manifest */

/**
 * The manifests of an overlay as `kubectl kustomize` prints them, in no particular order and without the hashes that it hangs on
 * the names of generated maps.
 * @param {string} folder
 * @returns {Manifest[]}
 */
export function kustomize(folder) {
  const { namespace, resources = [], patches = [], images = [], ...rest } = read(folder);
  const manifests = resources.flatMap((/** @type {string} */ name) => load(join(folder, name)));
  for (const map of rest.configMapGenerator ?? []) generate(manifests, 'ConfigMap', map, folder);
  for (const map of rest.secretGenerator ?? []) generate(manifests, 'Secret', map, folder);
  for (const { target, patch } of patches) {
    const wanted = parse(patch);
    if (Array.isArray(wanted)) change(manifests, target, wanted);
    else remove(manifests, target, wanted);
  }
  for (const manifest of manifests) {
    for (const image of images) rename(manifest, image);
    if (namespace && manifest.kind !== 'Namespace') manifest.metadata.namespace = namespace;
  }
  return manifests;
}

/** @param {string} folder */
function read(folder) {
  const content = parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8'));
  const strange = Object.keys(content).filter((key) => !known.includes(key));
  if (strange.length) throw new Error(`${folder}/kustomization.yaml: ${strange.join(', ')} is unknown here`);
  return content;
}

/** @param {string} path @returns {Manifest[]} */
function load(path) {
  if (statSync(path).isDirectory()) return kustomize(path);
  return parseAllDocuments(readFileSync(path, 'utf8')).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS();
  });
}

/** @param {Manifest[]} manifests @param {string} kind @param {Manifest} map @param {string} folder */
function generate(manifests, kind, { name, behavior, envs = [], ...rest }, folder) {
  if (Object.keys(rest).length) throw new Error(`${name}: ${Object.keys(rest).join(', ')} is unknown here`);
  const pairs = envs.flatMap((/** @type {string} */ file) => pairsOf(join(folder, file)));
  const encoded = pairs.map((/** @type {[string, string]} */ [key, value]) => [
    key,
    kind === 'Secret' ? Buffer.from(value).toString('base64') : value,
  ]);
  const data = Object.fromEntries(encoded);
  if (behavior === 'merge') {
    Object.assign(find(manifests, { kind, name }).data, data);
  } else {
    const type = kind === 'Secret' ? { type: 'Opaque' } : {};
    manifests.push({ apiVersion: 'v1', kind, metadata: { name }, data, ...type });
  }
}

/** @param {string} file @returns {[string, string][]} */
function pairsOf(file) {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
}

/** @param {Manifest[]} manifests @param {{ kind: string, name: string }} target @returns {Manifest} */
function find(manifests, { kind, name }) {
  const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (!found) throw new Error(`There is no ${kind} ${name} to change`);
  return found;
}

/** Of strategic merge patches only the one that deletes. @param {Manifest[]} manifests @param {any} target @param {Manifest} patch */
function remove(manifests, target, patch) {
  if (patch.$patch !== 'delete') throw new Error(`The patch of ${target.kind} ${target.name} is unknown here`);
  manifests.splice(manifests.indexOf(find(manifests, target)), 1);
}

/** RFC 6902, without `move`, `copy` and `test`. @param {Manifest[]} manifests @param {any} target @param {Manifest[]} operations */
function change(manifests, target, operations) {
  for (const { op, path, value } of operations) {
    const keys = path.slice(1).split('/');
    const last = keys.pop();
    const place = keys.reduce((/** @type {any} */ at, /** @type {string} */ key) => at[key], find(manifests, target));
    if (!(last in place) && op !== 'add') throw new Error(`${target.kind} ${target.name} has no ${path}`);
    if (op === 'remove') delete place[last];
    else if (op === 'replace' || op === 'add') place[last] = value;
    else throw new Error(`The operation ${op} is unknown here`);
  }
}

/** @param {Manifest} manifest @param {Manifest} image */
function rename(manifest, { name, newName = name, newTag }) {
  for (const container of containersOf(manifest)) {
    const [current, tag] = container.image.split(':');
    if (current === name) container.image = `${newName}:${newTag ?? tag}`;
  }
}

/** @param {Manifest} manifest @returns {Manifest[]} */
export function containersOf(manifest) {
  const { initContainers = [], containers = [] } =
    (manifest.spec?.jobTemplate?.spec ?? manifest.spec)?.template?.spec ?? {};
  return [...initContainers, ...containers];
}
