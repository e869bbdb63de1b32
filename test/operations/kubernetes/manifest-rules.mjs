import { expect, it } from '@jest/globals';
import { containersOf } from '../../support/manifests/kustomize.mjs';
import { literalTypeErrors } from '../../support/manifests/literal-types.mjs';
import { variables } from '../../support/variables.mjs';

/** @typedef {import('../../support/manifests/kustomize.mjs').Manifest} Manifest */

const kindsWithPods = ['Deployment', 'StatefulSet', 'Job', 'CronJob', 'DaemonSet', 'Pod'];
/** A CronJob as the Job that it makes. */
const withPods = (manifests) =>
  manifests
    .filter(({ kind }) => kindsWithPods.includes(kind))
    .map((one) => (one.kind === 'CronJob' ? { ...one, kind: 'Job', spec: one.spec.jobTemplate.spec } : one));
const labelsOf = ({ spec }) => spec.template.metadata.labels;
export const find = (manifests, kind, name) => manifests.find((one) => one.kind === kind && one.metadata.name === name);
export const title = ({ kind, metadata }) => `${kind} ${metadata.name}`;

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

/**
 * Tests for what every set of manifests has to keep, whatever made it.
 * @param {Manifest[]} manifests
 * @param {{ wayIn?: string, closed?: object }} [expected] the kind that lets browsers in; the pods that may talk to nobody by default
 */
export function itKeepsTheRules(manifests, { wayIn = 'Ingress', closed = {} } = {}) {
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
    expect(image).toMatch(/:v?\d+\.\d+(\.\d+)?(-[\w.-]+)?$|@sha256:[0-9a-f]{64}$/);
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
    expect(ways.map(({ kind }) => kind)).toEqual([wayIn]);
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
    expect(policies.map(({ spec }) => spec)).toContainEqual({
      podSelector: closed,
      policyTypes: ['Ingress', 'Egress'],
    });
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
    const labels = { ...labelsOf(all[0]), 'app.kubernetes.io/component': component };
    const open = manifests
      .filter(({ kind, spec }) => kind === 'NetworkPolicy' && takes(spec.podSelector, labels))
      .flatMap(({ spec }) => (spec.egress ?? []).flatMap(({ ports }) => ports.map(({ port }) => port)));
    const { MAIL_PORT } = find(manifests, 'ConfigMap', 'parley-settings').data;
    const ports = { DATABASE_URL: 5432, REDIS_URL: 6379, MAIL_SERVER: Number(MAIL_PORT) };
    expect(open).toEqual(expect.arrayContaining([53, ...needed.map((name) => ports[name])]));
    if (component === 'migrate') expect(open).not.toContain(6379);
  });
}

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

const modelOf = ({ apiVersion, kind }) => `${packageOf(apiVersion)}/${apiVersion}/${kind}`;

function packageOf(apiVersion) {
  if (apiVersion.includes('coreos')) return '@kubernetes-models/prometheus-operator';
  return apiVersion.startsWith('gateway') ? '@kubernetes-models/gateway-api' : 'kubernetes-models';
}

/** @returns the fields that are spelt wrong, which schemas overlook */
export const typeErrors = (manifests) =>
  literalTypeErrors(
    manifests.map((manifest) => ({ type: `I${manifest.kind}`, from: modelOf(manifest), value: manifest })),
  );
