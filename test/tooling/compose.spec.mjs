import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { variables } from '../support/variables.mjs';

const { services, volumes } = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true });

describe('docker-compose.yml', () => {
  it.each(['app', 'migrate'])('sets only variables that %s knows', (name) => {
    expect(variables).toEqual(expect.arrayContaining(Object.keys(services[name].environment)));
  });

  it('refuses to start without a secret key', () => {
    expect(services.app.environment.SECRET_KEY).toMatch(/^\$\{SECRET_KEY:\?.+\}$/);
  });

  it('waits for services and volumes that it declares', () => {
    for (const service of Object.values(services)) {
      expect(Object.keys(services)).toEqual(expect.arrayContaining(Object.keys(service.depends_on ?? {})));
      for (const volume of service.volumes ?? []) expect(Object.keys(volumes)).toContain(volume.split(':')[0]);
    }
  });

  it('waits for health only where there is a health check', () => {
    const awaited = Object.values(services).flatMap((service) => Object.entries(service.depends_on ?? {}));
    for (const [name, { condition }] of awaited) {
      if (condition === 'service_healthy') expect(services[name].healthcheck.test).toBeDefined();
    }
  });
});
