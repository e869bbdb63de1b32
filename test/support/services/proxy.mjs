import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UserFacingError } from '../../../deploy/local/console.mjs';
import { root } from '../../../deploy/local/paths.mjs';
import { freePort } from '../../../deploy/local/port.mjs';
import { killWithThisProcess } from '../../../deploy/local/watchdog.mjs';
import { requireProgram } from './debian-program.mjs';

/**
 * @typedef {{ url: string, stop: () => Promise<void> }} Proxy
 * @typedef {{ folder: string, port: number, plainPort: number, nodes: string[] }} Place
 */

const example = (/** @type {string} */ name) => readFileSync(join(root, 'deploy/proxy', name), 'utf8');

/** Installs the proxies where that is allowed: before the tests, because it takes its time. */
export function requireProxies() {
  requireProgram('nginx', 'nginx-light');
  requireProgram('caddy', 'caddy');
}

/** The real programs, with the examples of deploy/proxy: only names, ports and the certificate are those of the test. */
export const proxies = {
  /** @param {Place} place */
  nginx({ folder, port, plainPort, nodes }) {
    const site = example('nginx.conf')
      .replaceAll(/^ *listen \[::\].*\n/gm, '')
      .replace('listen 80;', `listen 127.0.0.1:${plainPort};`)
      .replace('listen 443 ', `listen 127.0.0.1:${port} `)
      .replaceAll('chat.example.org;', 'localhost;')
      .replace(/ssl_certificate .*;/, `ssl_certificate ${folder}/cert.pem;`)
      .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${folder}/key.pem;`)
      .replace('server 127.0.0.1:3000;', nodes.map((node) => `server ${node};`).join(' '));
    writeFileSync(join(folder, 'site.conf'), site);
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    );
    const all = `pid ${folder}/pid; error_log ${folder}/error.log; events {} http { access_log off; ${paths.join(' ')} include ${folder}/site.conf; }`;
    writeFileSync(join(folder, 'nginx.conf'), all);
    const options = ['-e', `${folder}/error.log`, '-p', folder, '-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'];
    return { program: requireProgram('nginx', 'nginx-light'), options };
  },
  /** @param {Place} place */
  caddy({ folder, port, plainPort, nodes }) {
    const site = example('Caddyfile')
      .replace(
        /^chat\.example\.org \{/m,
        `https://localhost:${port} {\n\tbind 127.0.0.1\n\ttls ${folder}/cert.pem ${folder}/key.pem`,
      )
      .replace('127.0.0.1:3000', nodes.join(' '));
    const options = `{\n\tadmin off\n\tauto_https disable_redirects\n\thttp_port ${plainPort}\n}\n`;
    writeFileSync(join(folder, 'Caddyfile'), options + site);
    return { program: requireProgram('caddy', 'caddy'), options: ['run', '--config', join(folder, 'Caddyfile')] };
  },
};

/**
 * Starts a proxy with TLS on 127.0.0.1 in front of some nodes.
 * @param {keyof typeof proxies} name
 * @param {string[]} nodes hosts with ports
 * @returns {Promise<Proxy>}
 */
export async function startProxy(name, nodes) {
  const folder = mkdtempSync(join(tmpdir(), `parley-${name}-`));
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  execFileSync(requireProgram('openssl', 'openssl'), [...request, ...files], { stdio: 'pipe' });
  const place = { folder, port: await freePort(), plainPort: await freePort(), nodes };
  const { program, options } = proxies[name](place);
  const env = { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const child = spawn(program, options, { cwd: '/', detached: true, stdio: ['ignore', 'pipe', 'pipe'], env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(`exit ${code ?? signal}`)));
  if (child.pid === undefined) throw new UserFacingError(`${name} does not start`);
  const letGo = killWithThisProcess(child.pid, 'SIGKILL', {});
  void ended.then(letGo);
  while (!(await listens(place.port))) {
    const failed = await Promise.race([ended, delay(50)]);
    if (failed) throw new UserFacingError(`${name} does not start (${failed}): ${output}`);
  }
  return {
    url: `https://localhost:${place.port}`,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** @param {number} port @returns {Promise<boolean>} */
function listens(port) {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
