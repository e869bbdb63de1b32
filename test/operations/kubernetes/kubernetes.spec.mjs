import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { readConfig } from '../../../src/common/config.ts';
import { containersOf, kustomize } from '../../support/manifests/kustomize.mjs';
import { find, itKeepsTheRules, title, typeErrors } from './manifest-rules.mjs';

const root = mkdtempSync(join(tmpdir(), 'parley-kubernetes-'));
afterAll(() => rmSync(root, { recursive: true }));

cpSync('deploy/kubernetes', root, { recursive: true });
const overlays = ['production', 'trial', 'backup', 'restore', 'gateway'].map((name) => {
  const folder = join(root, 'overlays', name);
  const example = join(folder, 'secrets.example.env');
  if (existsSync(example)) cpSync(example, join(folder, 'secrets.env'));
  return { name, folder, manifests: kustomize(folder) };
});

describe.each(overlays)('the Kubernetes overlay $name', ({ name, folder, manifests }) => {
  itKeepsTheRules(manifests, { wayIn: name === 'gateway' ? 'HTTPRoute' : 'Ingress' });

  it('does not start before its secrets are filled in, and starts then', () => {
    const { data } = find(manifests, 'ConfigMap', 'parley-settings');
    const secrets = find(manifests, 'Secret', 'parley-secrets').data;
    const decoded = Object.fromEntries(
      Object.entries(secrets).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
    );
    expect(() => readConfig({ ...data, ...decoded })).toThrow('SECRET_KEY is missing');
    const key = { ...decoded, SECRET_KEY: 'x'.repeat(44) };
    expect(() => readConfig({ ...data, ...key })).toThrow('DATABASE_URL');
    const storage = data.S3_BUCKET && { S3_ACCESS_KEY: 'a', S3_SECRET_KEY: 's' };
    const given = { DATABASE_URL: 'postgres://parley:p@postgres:5432/parley', ...storage };
    const { env } = readConfig({ ...data, ...key, ...given });
    expect(env).toMatchObject({ PORT: 3000, NODE_ENV: 'production' });
  });

  it('is what kubectl makes of it, where there is one', () => {
    const rendered = byKubectl(folder);
    if (rendered) expect(byName(manifests)).toEqual(byName(rendered));
    else console.warn('Not compared: there is no kubectl here.');
  });
});

describe('the overlays of backups', () => {
  const [, , { manifests: backup }, { manifests: restore }] = overlays;

  it('write to and read from one volume', () => {
    const claims = backup.filter(({ kind }) => kind === 'PersistentVolumeClaim').map(({ metadata }) => metadata.name);
    for (const manifest of [find(backup, 'CronJob', 'parley-backup'), find(restore, 'Job', 'parley-restore')]) {
      const { volumes } = (manifest.spec.jobTemplate?.spec ?? manifest.spec).template.spec;
      expect(claims).toContain(volumes.find(({ name }) => name === 'backups').persistentVolumeClaim.claimName);
    }
  });

  it('restore while no other process of Parley runs', () => {
    for (const { spec } of restore.filter(({ kind }) => kind === 'Deployment')) expect(spec.replicas).toBe(0);
    expect(restore.filter(({ kind }) => kind === 'HorizontalPodAutoscaler')).toEqual([]);
    expect(restore.filter(({ kind }) => kind === 'Job').map(({ metadata }) => metadata.name)).toEqual([
      'parley-restore',
    ]);
  });
});

describe('the production overlay', () => {
  const [{ manifests }] = overlays;

  it('lets traces out to a collector within', () => {
    const { spec } = find(manifests, 'NetworkPolicy', 'parley-services');
    const [within] = spec.egress.filter(({ ports }) => ports.some(({ port }) => port === 4318));
    expect(within.to.map(({ ipBlock }) => ipBlock.cidr)).not.toContain('0.0.0.0/0');
  });

  it('brings the alert rules that a Prometheus without the operator reads', () => {
    const { groups } = parse(readFileSync('deploy/monitoring/alerts.yaml', 'utf8'));
    expect(find(manifests, 'PrometheusRule', 'parley').spec.groups).toEqual(groups);
  });

  it('would be refused with a field that is spelt wrong', () => {
    const web = structuredClone(find(manifests, 'Deployment', 'parley-web'));
    containersOf(web)[0].readinesProbe = containersOf(web)[0].readinessProbe;
    expect(typeErrors([web])).toEqual([expect.stringContaining('readinesProbe')]);
  });

  it('grows by sockets and by load, and shrinks slowly', () => {
    const { spec } = find(manifests, 'HorizontalPodAutoscaler', 'parley-web');
    expect(find(manifests, spec.scaleTargetRef.kind, spec.scaleTargetRef.name).spec.replicas).toBeUndefined();
    expect(spec.metrics.map(({ type }) => type)).toEqual(['Resource', 'Pods']);
    expect(spec.behavior.scaleDown).toEqual({
      stabilizationWindowSeconds: 300,
      policies: [{ type: 'Pods', value: 1, periodSeconds: 300 }],
    });
  });

  it('keeps uploads where every pod finds them', () => {
    const { data } = find(manifests, 'ConfigMap', 'parley-settings');
    expect(data.S3_BUCKET).toBeTruthy();
    expect(manifests.filter(({ kind }) => kind === 'PersistentVolumeClaim')).toEqual([]);
  });

  it('has a patch for a registry that asks for a password', () => {
    const folder = join(root, 'overlays/private-registry');
    cpSync(join(root, 'overlays/production'), folder, { recursive: true });
    const file = join(folder, 'kustomization.yaml');
    const text = readFileSync(file, 'utf8');
    const begin = text.indexOf('  # - target:');
    writeFileSync(file, text.slice(0, begin) + text.slice(begin).replace(/^ {2}# /gm, '  '));
    const account = find(kustomize(folder), 'ServiceAccount', 'parley');
    expect(account.imagePullSecrets).toEqual([{ name: 'registry' }]);
    expect(typeErrors([account])).toEqual([]);
  });

  it('refuses pods with more rights than they need', () => {
    const [namespace] = manifests.filter(({ kind }) => kind === 'Namespace');
    expect(namespace.metadata.labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
  });
});

const byName = (manifests) => Object.fromEntries(manifests.map((manifest) => [title(manifest), manifest]));

/** Without the hashes that it hangs on names; undefined when there is no kubectl. */
function byKubectl(folder) {
  try {
    const text = execFileSync('kubectl', ['kustomize', folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return parseAllDocuments(text.replace(/(parley-(?:settings|secrets))-[a-z0-9]{10}\b/g, '$1')).map((document) =>
      document.toJS(),
    );
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
