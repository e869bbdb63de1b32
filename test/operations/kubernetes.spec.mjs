import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { readConfig } from '../../src/common/config.ts';
import { containersOf, kustomize } from '../support/kustomize.mjs';
import { literalTypeErrors } from '../support/literal-types.mjs';
import { variables } from '../support/variables.mjs';

const root = mkdtempSync(join(tmpdir(), 'parley-kubernetes-'));
afterAll(() => rmSync(root, { recursive: true }));

cpSync('deploy/kubernetes', root, { recursive: true });
const overlays = ['production', 'trial', 'backup', 'restore', 'gateway'].map((name) => {
  const folder = join(root, 'overlays', name);
  const example = join(folder, 'secrets.example.env');
  if (existsSync(example)) cpSync(example, join(folder, 'secrets.env'));
  return { name, folder, manifests: kustomize(folder) };
});

const kindsWithPods = ['Deployment', 'StatefulSet', 'Job', 'CronJob', 'DaemonSet', 'Pod'];
/** A CronJob as the Job that it makes. */
const withPods = (manifests) =>
  manifests
    .filter(({ kind }) => kindsWithPods.includes(kind))
    .map((one) => (one.kind === 'CronJob' ? { ...one, kind: 'Job', spec: one.spec.jobTemplate.spec } : one));
const labelsOf = ({ spec }) => spec.template.metadata.labels;
const find = (manifests, kind, name) => manifests.find((one) => one.kind === kind && one.metadata.name === name);
const title = ({ kind, metadata }) => `${kind} ${metadata.name}`;

/** Whether a label selector takes these labels. */
function takes({ matchLabels = {}, matchExpressions = [] }, labels) {
  const equal = Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
  return (
    equal && matchExpressions.every(({ key, operator, values }) => operator === 'In' && values.includes(labels[key]))
  );
}

/** Our variables are read by Parley's own containers only. */
const isOurs = (container) => ['web', 'worker', 'migrate', 'backup', 'restore'].includes(container.name);

/** The cluster's own API and neighbours, and the cloud's metadata. */
const notTheWorld = ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'];

describe.each(overlays)('the Kubernetes overlay $name', ({ name, folder, manifests }) => {
  const all = withPods(manifests);
  const containers = all.flatMap((owner) => containersOf(owner).map((container) => ({ owner, container })));
  const each = (what) =>
    containers.map(({ owner, container }) => [`${title(owner)}: ${container.name}`, what({ owner, container })]);

  it('uses no field that Kubernetes does not know', () => expect(typeErrors(manifests)).toEqual([]));

  it('keeps to the formats of Kubernetes', async () => {
    for (const manifest of manifests) {
      const { [manifest.kind]: Model } = await import(modelOf(manifest));
      expect(() => new Model(manifest).validate()).not.toThrow();
    }
  });

  it.each(each(({ owner, container }) => ({ pod: owner.spec.template.spec, container })))(
    'locks in %s',
    (_, { pod, container }) => {
      expect(pod.automountServiceAccountToken).toBe(false);
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      expect(pod.securityContext.runAsUser).toBeGreaterThan(0);
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    },
  );

  it.each(each(({ container }) => container))('bounds and names exactly what runs in %s', (_, { image, resources }) => {
    expect(resources.requests).toMatchObject({ cpu: expect.any(String), memory: expect.any(String) });
    expect(resources.limits.memory).toBe(resources.requests.memory);
    // A tag of fewer numbers moves on by itself.
    expect(image).toMatch(/:v?\d+\.\d+(\.\d+)?(-[\w.-]+)?$/);
  });

  it.each(each((one) => one).filter(([, { owner }]) => owner.kind !== 'Job'))(
    'asks %s how it is',
    (_, { container }) => {
      const { startupProbe, livenessProbe, readinessProbe, ports } = container;
      for (const probe of [startupProbe, livenessProbe, readinessProbe]) {
        const port = (probe.httpGet ?? probe.tcpSocket)?.port;
        if (port) expect(ports.map(({ name }) => name)).toContain(port);
        else expect(probe.exec.command).not.toHaveLength(0);
      }
    },
  );

  it('restarts no web pod for a database that is away', () => {
    const [web] = containersOf(find(manifests, 'Deployment', 'parley-web'));
    expect(web.livenessProbe.httpGet.path).toBe('/health/live');
    expect(web.readinessProbe.httpGet.path).toBe('/health/ready');
  });

  it('gives the server more time to shut down than it needs', () => {
    for (const name of ['parley-web', 'parley-worker']) {
      expect(find(manifests, 'Deployment', name).spec.template.spec.terminationGracePeriodSeconds).toBe(45);
    }
  });

  it.each(each(({ owner, container }) => ({ pod: owner.spec.template.spec, container })))(
    'mounts in %s what there is',
    (_, { pod, container }) => {
      const claims = all.flatMap(({ spec }) => spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name);
      const volumes = [...(pod.volumes ?? []).map(({ name }) => name), ...claims];
      for (const { name } of container.volumeMounts ?? []) expect(volumes).toContain(name);
    },
  );

  it.each(each(({ container }) => container))(
    'sets for %s only variables that are known, from maps that are there',
    (_, container) => {
      const maps = (container.envFrom ?? []).map(({ configMapRef, secretRef }) =>
        configMapRef ? find(manifests, 'ConfigMap', configMapRef.name) : find(manifests, 'Secret', secretRef.name),
      );
      expect(maps).not.toContain(undefined);
      if (!isOurs(container)) return;
      const names = [
        ...maps.flatMap(({ data }) => Object.keys(data)),
        ...(container.env ?? []).map(({ name }) => name),
      ];
      expect([...variables, 'NODE_OPTIONS', 'POSTGRES_PASSWORD']).toEqual(expect.arrayContaining(names));
    },
  );

  it('leaves a quarter of the memory to what is not in the heap', () => {
    for (const { container } of containers) {
      const heap = container.env
        ?.find(({ name }) => name === 'NODE_OPTIONS')
        ?.value.match(/max-old-space-size=(\d+)/)?.[1];
      if (heap) expect(Number(heap)).toBe(mebibytes(container.resources.limits.memory) * 0.75);
    }
  });

  it('lets selectors find their pods', () => {
    for (const { spec } of all.filter(({ kind }) => kind !== 'Job'))
      expect(takes(spec.selector, spec.template.metadata.labels)).toBe(true);
    for (const service of manifests.filter(({ kind }) => kind === 'Service')) {
      const owner = all.find((one) => takes({ matchLabels: service.spec.selector }, labelsOf(one)));
      const names = containersOf(owner).flatMap(({ ports }) => ports.map(({ name }) => name));
      for (const { targetPort } of service.spec.ports) expect(names).toContain(targetPort);
    }
    const pointing = manifests.filter(({ kind }) => ['PodDisruptionBudget', 'PodMonitor'].includes(kind));
    for (const { spec } of pointing) expect(all.some((one) => takes(spec.selector, labelsOf(one)))).toBe(true);
    for (const { spec } of all) {
      for (const { labelSelector } of spec.template.spec.topologySpreadConstraints ?? [])
        expect(takes(labelSelector, spec.template.metadata.labels)).toBe(true);
    }
  });

  it('has one way in', () => {
    const ways = manifests.filter(({ kind }) => ['Ingress', 'HTTPRoute'].includes(kind));
    expect(ways.map(({ kind }) => kind)).toEqual([name === 'gateway' ? 'HTTPRoute' : 'Ingress']);
  });

  it('sends browsers to an existing port, with sufficient limits', () => {
    const ingress = find(manifests, 'Ingress', 'parley');
    if (!ingress) return expectRoute(manifests);
    const { metadata, spec } = ingress;
    const { service } = spec.rules[0].http.paths[0].backend;
    expect(find(manifests, 'Service', service.name).spec.ports).toContainEqual(
      expect.objectContaining({ name: service.port.name }),
    );
    expect(metadata.annotations).toEqual({
      'nginx.ingress.kubernetes.io/proxy-read-timeout': '3600',
      'nginx.ingress.kubernetes.io/proxy-send-timeout': '3600',
      'nginx.ingress.kubernetes.io/proxy-body-size': '26m',
    });
    expect(spec.tls[0].hosts).toEqual(spec.rules.map(({ host }) => host));
  });

  it('forbids everything on the network that it does not name', () => {
    const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy');
    expect(policies.map(({ spec }) => spec)).toContainEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    for (const { spec, ...policy } of policies) {
      expect([title(policy), all.some((one) => takes(spec.podSelector, labelsOf(one)))]).toEqual([title(policy), true]);
      for (const { to, from, ports } of [...(spec.egress ?? []), ...(spec.ingress ?? [])]) {
        expect((to ?? from).length).toBeGreaterThan(0);
        expect(ports.length).toBeGreaterThan(0);
        for (const { ipBlock } of to ?? []) {
          if (ipBlock?.cidr === '0.0.0.0/0') expect(ipBlock.except).toEqual(expect.arrayContaining(notTheWorld));
        }
      }
    }
  });

  it.each([
    ['web', ['DATABASE_URL', 'REDIS_URL', 'MAIL_SERVER']],
    ['migrate', ['DATABASE_URL']],
  ])('opens the way that %s needs', (component, needed) => {
    const labels = { 'app.kubernetes.io/name': 'parley', 'app.kubernetes.io/component': component };
    const open = manifests
      .filter(({ kind, spec }) => kind === 'NetworkPolicy' && takes(spec.podSelector, labels))
      .flatMap(({ spec }) => (spec.egress ?? []).flatMap(({ ports }) => ports.map(({ port }) => port)));
    const { MAIL_PORT } = find(manifests, 'ConfigMap', 'parley-settings').data;
    const ports = { DATABASE_URL: 5432, REDIS_URL: 6379, MAIL_SERVER: Number(MAIL_PORT) };
    expect(open).toEqual(expect.arrayContaining([53, ...needed.map((name) => ports[name])]));
    if (component === 'migrate') expect(open).not.toContain(6379);
  });

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

  it('refuses pods with more rights than they need', () => {
    const [namespace] = manifests.filter(({ kind }) => kind === 'Namespace');
    expect(namespace.metadata.labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
  });
});

/** The way in by the Gateway API: sockets and long uploads have no time limit, and browsers come to PUBLIC_URL. */
function expectRoute(manifests) {
  const { hostnames, rules } = find(manifests, 'HTTPRoute', 'parley').spec;
  const { data } = find(manifests, 'ConfigMap', 'parley-settings');
  expect(hostnames).toEqual([new URL(data.PUBLIC_URL).hostname]);
  const [{ name, port }] = rules[0].backendRefs;
  expect(find(manifests, 'Service', name).spec.ports).toContainEqual(expect.objectContaining({ port }));
  expect(rules.map(({ timeouts }) => timeouts)).toEqual([{ request: '0s' }]);
}

const mebibytes = (quantity) => Number.parseInt(quantity, 10) * (quantity.endsWith('Gi') ? 1024 : 1);

const byName = (manifests) => Object.fromEntries(manifests.map((manifest) => [title(manifest), manifest]));

const modelOf = ({ apiVersion, kind }) => `${packageOf(apiVersion)}/${apiVersion}/${kind}`;

function packageOf(apiVersion) {
  if (apiVersion.includes('coreos')) return '@kubernetes-models/prometheus-operator';
  return apiVersion.startsWith('gateway') ? '@kubernetes-models/gateway-api' : 'kubernetes-models';
}

/** @returns the fields that are spelt wrong, which schemas overlook */
const typeErrors = (manifests) =>
  literalTypeErrors(
    manifests.map((manifest) => ({ type: `I${manifest.kind}`, from: modelOf(manifest), value: manifest })),
  );

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
