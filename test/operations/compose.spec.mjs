import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readConfig } from '../../src/common/config.ts';
import { variables } from '../support/variables.mjs';

const text = readFileSync('docker-compose.yml', 'utf8');
const { services, volumes } = parse(text, { merge: true });
const ours = ['web', 'worker', 'migrate', 'backup'];

/** What Compose puts in the place of `${NAME:-default}`, `${NAME:?reason}` and `${NAME:+value}`, also within each other. */
function filledIn(value, given) {
  const inner = /\$\{(\w+):([-?+])([^${}]*)\}/;
  for (let found = inner.exec(value); found; found = inner.exec(value)) {
    const [whole, name, sign, rest] = found;
    if (sign === '?' && !given[name]) throw new Error(`${name} is missing: ${rest}`);
    const filled = sign === '+' ? given[name] && rest : given[name] || rest;
    value = value.replace(whole, filled ?? '');
  }
  return value;
}

const environmentOf = (name, given) =>
  Object.fromEntries(
    Object.entries(services[name].environment).map(([key, value]) => [key, filledIn(String(value), given)]),
  );

/** The lines of .env that the file's own first lines give for its profiles. */
const withProfiles = { CLAMAV_HOST: 'clamav', S3_ENDPOINT: 'http://s3:7070', S3_BUCKET: 'parley' };
const secrets = { SECRET_KEY: 'f'.repeat(64), POSTGRES_PASSWORD: 'a'.repeat(64), S3_SECRET_KEY: 'b'.repeat(64) };

describe('docker-compose.yml', () => {
  it.each(ours)('sets only variables that %s knows', (name) => {
    expect(variables).toEqual(expect.arrayContaining(Object.keys(services[name].environment)));
  });

  it.each(['web', 'worker'])('starts %s with the secrets and nothing more', (name) => {
    const { env } = readConfig(environmentOf(name, secrets));
    expect(env).toMatchObject({ NODE_ENV: 'production', PUBLIC_URL: 'http://localhost:3000', MAIL_SERVER: 'mailpit' });
  });

  it.each(Object.keys(secrets))('does not start without %s', (name) => {
    expect(() => environmentOf('web', { ...secrets, ...withProfiles, [name]: '' })).toThrow(`${name} is missing`);
  });

  it('knows no password of its own', () => {
    const values = Object.values(services).flatMap(({ environment = {} }) => Object.entries(environment));
    const secret = values.filter(([name]) => /PASSWORD|SECRET/.test(name));
    // Required, or empty unless it is given.
    for (const [name, value] of secret)
      expect([name, String(value)]).toEqual([name, expect.stringMatching(/:\?|:-\}$/)]);
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
      // Ours have the health check of their image.
      if (condition === 'service_healthy' && services[name].image !== 'parley')
        expect(services[name].healthcheck.test).toBeDefined();
    }
  });

  it('names services that are there', () => {
    const env = environmentOf('web', { ...secrets, ...withProfiles });
    const hosts = [env.DATABASE_URL, env.REDIS_URL, env.S3_ENDPOINT].map((url) => new URL(url).hostname);
    expect(Object.keys(services)).toEqual(expect.arrayContaining([...hosts, env.MAIL_SERVER, env.CLAMAV_HOST]));
  });

  it.each(['web', 'worker', 'backup'])('starts %s without an S3 store and a scanner, and with both', (name) => {
    const plain = readConfig(environmentOf(name, secrets));
    expect([plain.s3, plain.scanner]).toEqual([undefined, undefined]);
    const full = readConfig(environmentOf(name, { ...secrets, ...withProfiles }));
    expect(full.s3).toMatchObject({ bucket: 'parley', keys: { secretAccessKey: secrets.S3_SECRET_KEY } });
    expect(full.scanner).toMatchObject({ host: 'clamav' });
    for (const [variable, value] of Object.entries(withProfiles)) expect(text).toContain(`${variable}=${value}`);
  });

  it('waits for a part of a profile only where that is asked for', () => {
    for (const { depends_on: parts = {}, profiles } of Object.values(services)) {
      for (const [name, { required = true }] of Object.entries(parts))
        if (services[name].profiles && !profiles?.includes(name)) expect([name, required]).toEqual([name, false]);
    }
  });

  it.each(ours)('gives %s no rights that it does not need', (name) => {
    const { read_only, cap_drop, security_opt } = services[name];
    expect({ read_only, cap_drop, security_opt }).toEqual({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  });

  it('keeps what is said in files of bounded size, and leaves out what is not asked for', () => {
    for (const [name, { logging }] of Object.entries(services))
      expect([name, logging?.options['max-size']]).toEqual([name, '20m']);
    const optional = Object.keys(services).filter((name) => services[name].profiles);
    expect(optional.toSorted()).toEqual(['backup', 'clamav', 'proxy', 's3']);
  });

  // A tag of fewer numbers moves on by itself.
  it('takes images by an exact version', () => {
    const images = Object.values(services).map(({ image }) => image);
    for (const image of images.filter((image) => image !== 'parley')) expect(image).toMatch(/:v?\d+\.\d+(\.\d+)?$/);
    expect(services.clamav.image).toMatch(/\.\d+\.\d+$/);
    expect(readFileSync('deploy/Dockerfile', 'utf8')).toMatch(/^ARG NODE_IMAGE=node:\d+\.\d+\.\d+-[\w-]+$/m);
  });

  it('mounts by name what is to last: the image makes no volume without one', () => {
    expect(readFileSync('deploy/Dockerfile', 'utf8')).not.toMatch(/^VOLUME/m);
    for (const name of ['web', 'worker']) expect(services[name].volumes).toContain('parley:/data');
  });
});
