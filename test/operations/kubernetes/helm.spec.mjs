import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import Ajv from 'ajv';
import { parse, parseAllDocuments } from 'yaml';
import { readConfig } from '../../../src/common/config.ts';
import { packChart } from '../../../deploy/release/chart.mjs';
import { missingForHelm, renderChart } from '../../support/manifests/helm.mjs';
import { containersOf, kustomize } from '../../support/manifests/kustomize.mjs';
import { find, itKeepsTheRules, title } from './manifest-rules.mjs';

const CHART = 'deploy/kubernetes/helm/parley';
const root = mkdtempSync(join(tmpdir(), 'parley-helm-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A chart's defaults with what has to be given. */
const SMALLEST = 'host: chat.example.org\nsettings: { S3_BUCKET: parley }';
/** The values of the production overlay. */
const PRODUCTION = `
host: chat.example.org
settings:
  MAIL_SERVER: smtp.example.org
  MAIL_PORT: 587
  MAIL_USE_TLS: 'on'
  MAIL_DEFAULT_SENDER: Parley <parley@example.org>
  S3_ENDPOINT: https://s3.example.org
  S3_BUCKET: parley
  CLAMAV_HOST: clamav.example.org
  CLAMAV_PORT: 3310
worker: { replicas: 2 }
autoscaling: { enabled: true, socketsPerPod: 4000 }
networkPolicy: { wholeNamespace: true }
monitoring: { enabled: true }
`;
const BACKUP = `${PRODUCTION}backup: { enabled: true }\n`;
const GATEWAY = `${PRODUCTION}ingress: { enabled: false }\ngateway: { enabled: true }
`.replace('wholeNamespace: true', 'wholeNamespace: true, ingressNamespace: envoy-gateway-system');
const EVERYTHING = `
host: chat.example.org
image: { repository: registry.example.org:5000/parley, digest: 'sha256:${'a'.repeat(64)}', pullPolicy: Always }
imagePullSecrets: [{ name: registry }]
settings: { MESSAGE_LENGTH: 4000, MAIL_SERVER: smtp.example.org, UPLOAD_QUOTA: 1000000, GUEST_ACCESS: false, RATE_LIMIT_SCALE: 1.5, MAIL_PORT: 587 }
secrets: { SECRET_KEY: ${'k'.repeat(44)}, DATABASE_URL: 'postgres://parley:p@db:5432/parley', MAIL_PASSWORD: 12345678 }
uploads: { claim: parley-uploads }
web: { memoryMi: 1536 }
autoscaling: { enabled: true, socketsPerPod: 4000 }
monitoring: { enabled: true }
backup: { enabled: true, storageClass: slow, keep: 7 }
podAnnotations: { example.org/team: chat }
nodeSelector: { kubernetes.io/arch: arm64 }
tolerations: [{ key: chat, operator: Exists, effect: NoSchedule }]
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms: [{ matchExpressions: [{ key: disk, operator: In, values: [ssd] }] }]
`;
/** What is refused, with a part of what is said. */
const REFUSED = [
  ['no host', 'settings: { S3_BUCKET: parley }', 'host must be given'],
  ['files that would go with a pod', 'host: chat.example.org', 'settings.S3_BUCKET or uploads.claim must be given'],
  ['two ways in', `${SMALLEST}\ngateway: { enabled: true }`, 'exclude each other'],
  ['no secret at all', `${SMALLEST}\nexistingSecret: ''`, 'existingSecret or secrets must be given'],
  ['secrets without a key', `${SMALLEST}\nsecrets: { DATABASE_URL: postgres://a }`, 'secrets.SECRET_KEY must be given'],
  ['secrets without a database', `${SMALLEST}\nsecrets: { SECRET_KEY: k }`, 'secrets.DATABASE_URL must be given'],
];

const missing = missingForHelm();
const rendered = missing
  ? []
  : renderChart(CHART, [
      ...[SMALLEST, PRODUCTION, BACKUP, GATEWAY, EVERYTHING].map((values) => ({ values })),
      { values: EVERYTHING, name: 'team', revision: 7 },
      { values: `${SMALLEST}\nweb: { replicas: 1 }\nnetworkPolicy: { enabled: false }`, name: 'a'.repeat(53) },
      ...REFUSED.map(([, values]) => ({ values })),
    ]);
const manifestsOf = ({ error, files }) => {
  if (error) throw new Error(error);
  return Object.entries(files)
    .filter(([name]) => name.endsWith('.yaml'))
    .flatMap(([, text]) => parseAllDocuments(text))
    .map((document) => {
      if (document.errors[0]) throw document.errors[0];
      return document.toJS();
    })
    .filter((manifest) => manifest !== null);
};

const validate = new Ajv({ strict: false, allErrors: true }).compile(
  JSON.parse(readFileSync(`${CHART}/values.schema.json`, 'utf8')),
);
/** Where values are wrong. */
const wrongPlaces = (values) => (validate(values) ? [] : validate.errors.map(({ instancePath }) => instancePath));

if (missing) {
  // A machine without Go: said, not silent.
  console.warn(`The chart was not rendered. ${missing}`);
  describe.skip('the chart of Helm', () => it('is rendered', () => undefined));
} else {
  const [smallest, production, backup, gateway, everything, second, long, ...refused] = rendered;
  const closed = { matchLabels: { 'app.kubernetes.io/name': 'parley', 'app.kubernetes.io/instance': 'parley' } };
  const settings = (manifests) => find(manifests, 'ConfigMap', 'parley-settings').data;

  describe.each([
    ['as small as it goes', smallest, { closed, secret: 'parley-secrets', mail: { MAIL_PORT: '587' } }],
    ['as the production overlay', production, { secret: 'parley-secrets' }],
    ['with a Gateway', gateway, { secret: 'parley-secrets', wayIn: 'HTTPRoute' }],
    ['with everything', everything, { closed }],
  ])('the chart of Helm, %s', (_, result, { secret, mail, ...expected }) => {
    const manifests = manifestsOf(result);
    Object.assign(settings(manifests), mail);
    const brought = secret ? [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: secret }, data: {} }] : [];
    itKeepsTheRules([...manifests, ...brought], expected);
  });

  describe('the chart of Helm', () => {
    cpSync('deploy/kubernetes', root, { recursive: true });
    cpSync(join(root, 'overlays/production/secrets.example.env'), join(root, 'overlays/production/secrets.env'));

    it.each([
      ['production', production],
      ['backup', backup],
      ['gateway', gateway],
    ])('makes the objects of the overlay %s', (overlay, result) => {
      const theirs = kustomize(join(root, 'overlays', overlay)).filter(
        // Helm makes the namespace by --create-namespace, and the Secret is brought by other means.
        ({ kind }) => !['Namespace', 'Secret'].includes(kind),
      );
      const ours = manifestsOf(result);
      expect(byTitle(ours)).toEqual(byTitle(theirs));
    });

    it('gives the server variables that it reads', () => {
      const manifests = manifestsOf(everything);
      const { data: secrets } = find(manifests, 'Secret', 'parley-secrets');
      const decoded = Object.entries(secrets).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]);
      const variables = { ...settings(manifests), ...Object.fromEntries(decoded) };
      expect(variables).toMatchObject({
        UPLOAD_QUOTA: '1000000',
        RATE_LIMIT_SCALE: '1.5',
        MAIL_PASSWORD: '12345678',
      });
      expect(readConfig(variables).env).toMatchObject({ PORT: 3000, MESSAGE_LENGTH: 4000 });
    });

    it('names objects by the release, and a Job for each revision', () => {
      const names = manifestsOf(second).map(title);
      expect(names).toContain('Deployment team-parley-web');
      expect(names).toContain('Job team-parley-migrate-7');
      for (const name of manifestsOf(long).map(({ metadata }) => metadata.name)) expect(name.length).toBeLessThan(64);
    });

    it('rolls the pods when settings or secrets change, and only then', () => {
      const hashes = (result) =>
        find(manifestsOf(result), 'Deployment', 'parley-web').spec.template.metadata.annotations;
      expect(hashes(production)).toEqual(hashes(backup));
      expect(hashes(production)).not.toEqual(hashes(smallest));
      expect(Object.keys(hashes(everything))).toEqual(
        expect.arrayContaining(['checksum/settings', 'checksum/secrets']),
      );
    });

    it('lets a single pod be moved, and writes no policy where none is wanted', () => {
      const manifests = manifestsOf(long);
      const [budget] = manifests.filter(({ kind }) => kind === 'PodDisruptionBudget');
      expect(budget.spec).toMatchObject({ maxUnavailable: 1 });
      expect(manifests.filter(({ kind }) => kind === 'NetworkPolicy')).toEqual([]);
    });

    it('takes image, secrets of the registry and places for pods into every pod', () => {
      const owners = manifestsOf(everything).filter(({ kind }) => ['Deployment', 'Job', 'CronJob'].includes(kind));
      expect(owners.map(({ kind }) => kind).toSorted()).toEqual(['CronJob', 'Deployment', 'Deployment', 'Job']);
      for (const owner of owners) {
        const { spec } = (owner.spec.jobTemplate?.spec ?? owner.spec).template;
        expect(spec).toMatchObject({
          imagePullSecrets: [{ name: 'registry' }],
          nodeSelector: { 'kubernetes.io/arch': 'arm64' },
          tolerations: [{ key: 'chat' }],
        });
        for (const { image } of containersOf(owner))
          expect(image).toMatch(/^registry\.example\.org:5000\/parley@sha256:a+$/);
      }
    });

    it.each(REFUSED.map(([what, , words], index) => [what, words, refused[index]]))(
      'refuses %s',
      (_, words, { error }) => expect(error).toContain(words),
    );

    it('says in its notes what to do next', () => {
      expect(smallest.files['NOTES.txt']).toContain('kubectl create secret generic parley-secrets -n parley');
      expect(everything.files['NOTES.txt']).not.toContain('create secret');
    });
  });
}

describe('the values of the chart', () => {
  it('are what the schema allows, also where they are merged with others', () => {
    expect(wrongPlaces(parse(readFileSync(`${CHART}/values.yaml`, 'utf8')))).toEqual([]);
    for (const { values } of rendered.filter(({ error }) => !error)) expect(wrongPlaces(values)).toEqual([]);
  });

  it.each([
    ['a key that is misspelt', { hosts: 'chat.example.org' }, ''],
    ['a key within that is misspelt', { backup: { enable: true } }, '/backup'],
    ['an address for a host', { host: 'https://chat.example.org' }, '/host'],
    ['a path for a host', { host: 'chat.example.org/parley' }, '/host'],
    ['text for a switch', { monitoring: { enabled: 'yes' } }, '/monitoring/enabled'],
    ['text for a number', { web: { replicas: '2' } }, '/web/replicas'],
    ['memory with a unit', { worker: { memoryMi: '512Mi' } }, '/worker/memoryMi'],
    ['memory that is too little', { worker: { memoryMi: 64 } }, '/worker/memoryMi'],
    ['a port beyond the last', { networkPolicy: { databasePort: 70_000 } }, '/networkPolicy/databasePort'],
    ['a secret among the settings', { settings: { SECRET_KEY: 'k' } }, '/settings'],
    ['a password among the settings', { settings: { MAIL_PASSWORD: 'p' } }, '/settings'],
    ['the database among the settings', { settings: { DATABASE_URL: 'postgres://a' } }, '/settings'],
    ['a list for a variable', { settings: { ALLOWED_ORIGINS: ['https://a'] } }, '/settings/ALLOWED_ORIGINS'],
    ['a variable in small letters', { settings: { port: 3000 } }, '/settings'],
    ['a digest without its kind', { image: { digest: 'abc' } }, '/image/digest'],
    ['a schedule of six', { backup: { schedule: '0 0 2 * * *' } }, '/backup/schedule'],
    ['an address for a range', { networkPolicy: { within: ['10.0.0.1'] } }, '/networkPolicy/within/0'],
  ])('are refused: %s', (_, values, place) => expect(wrongPlaces(values)).toContain(place));

  it('explain each key of the schema, and none that it lacks', () => {
    const { properties } = JSON.parse(readFileSync(`${CHART}/values.schema.json`, 'utf8'));
    const keys = Object.keys(parse(readFileSync(`${CHART}/values.yaml`, 'utf8')));
    expect([...keys, 'global'].toSorted()).toEqual(Object.keys(properties).toSorted());
  });
});

it('the chart brings the alert rules that stand in deploy/monitoring', () => {
  const rules = (file) => parse(readFileSync(file, 'utf8'));
  expect(rules(`${CHART}/files/alerts.yaml`)).toEqual(rules('deploy/monitoring/alerts.yaml'));
  expect(existsSync(`${CHART}/templates/NOTES.txt`)).toBe(true);
});

describe('the package of the chart', () => {
  const digest = `sha256:${'b'.repeat(64)}`;

  it('holds the folder of the chart, with the image of the release', () => {
    const path = packChart(`ghcr.io/example/parley@${digest}`, root);
    expect(path).toMatch(/parley-\d+\.\d+\.\d+\.tgz$/);
    execFileSync('tar', ['xzf', path, '-C', root]);
    const values = parse(readFileSync(join(root, 'parley/values.yaml'), 'utf8'));
    expect(values.image).toMatchObject({ repository: 'ghcr.io/example/parley', digest });
    expect(wrongPlaces(values)).toEqual([]);
    for (const file of [
      'Chart.yaml',
      'values.schema.json',
      'templates/web.yaml',
      'templates/_helpers.tpl',
      'files/alerts.yaml',
    ])
      expect([file, existsSync(join(root, 'parley', file))]).toEqual([file, true]);
  });

  it.each(['parley:1.2.3', '', 'parley@sha256:abc'])('is refused for an image without a digest: %j', (own) =>
    expect(() => packChart(own, root)).toThrow('is no image with its digest'),
  );
});

/** By kind and name, without what Helm adds to find its objects again and what only Kustomize or Flux need. */
function byTitle(manifests) {
  const theirs = /^(app\.kubernetes\.io\/(instance|managed-by)|helm\.sh\/|checksum\/|kustomize\.toolkit\.fluxcd\.io\/)/;
  const plain = JSON.stringify(manifests, (key, value) => {
    if (theirs.test(key) || key === 'imagePullPolicy') return undefined;
    if (key === 'labels' && Object.keys(value).every((label) => theirs.test(label) || label.endsWith('/name')))
      return undefined;
    if (key === 'annotations' && Object.keys(value).every((one) => theirs.test(one))) return undefined;
    return key === 'averageValue' ? String(value).replace(/000$/, 'k') : value;
  });
  return Object.fromEntries(
    JSON.parse(plain).map((manifest) => {
      manifest.metadata.name = manifest.metadata.name.replace(/^(parley-migrate)-1$/, '$1');
      return [title(manifest), manifest];
    }),
  );
}
