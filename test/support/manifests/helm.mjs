import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { UserFacingError } from '../../../deploy/local/console.mjs';
import { requirePackages } from '../services/debian-program.mjs';

/** Where Debian keeps the sources of Go packages. */
const GOPATH = '/usr/share/gocode';
const PACKAGES = ['golang-go', 'golang-github-masterminds-sprig-dev', 'golang-k8s-sigs-yaml-dev'];

/** @typedef {{ values: string, name?: string, namespace?: string, revision?: number }} Case values as YAML */
/** @typedef {{ files?: Record<string, string>, values?: object, error?: string }} Rendered */

/**
 * Why nothing can be rendered here, or undefined; what is needed is installed where that is allowed.
 * @returns {string | undefined}
 */
export function missingForHelm() {
  const isThere = () =>
    ['github.com/Masterminds/sprig', 'sigs.k8s.io/yaml'].every((one) => existsSync(`${GOPATH}/src/${one}`));
  try {
    requirePackages('go', PACKAGES, isThere);
    return undefined;
  } catch (error) {
    if (error instanceof UserFacingError) return error.message;
    throw error;
  }
}

/**
 * What Helm would make of a chart, by the program beside the tests.
 * @param {string} chart folder
 * @param {Case[]} cases
 * @returns {Rendered[]}
 */
export function renderChart(chart, cases) {
  const input = cases.map((one) => ({ name: 'parley', namespace: 'parley', revision: 1, ...one }));
  const output = execFileSync('go', ['run', 'test/operations/kubernetes/helm/render.go', chart], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    env: { ...process.env, GO111MODULE: 'off', GOPATH, GOFLAGS: '' },
    maxBuffer: 64_000_000,
  });
  return JSON.parse(output);
}
