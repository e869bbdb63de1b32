import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

interface LockedPackage {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

/** The instructions of the last stage of deploy/Dockerfile. */
export interface ImageStage {
  base: string;
  /** Sources and destination, in the order of the file. */
  copies: { from: string; source: string; target: string }[];
  env: Record<string, string>;
  user: string;
  command: string[];
  healthCheck: string[];
}

export function finalStage(): ImageStage {
  const text = readFileSync('deploy/Dockerfile', 'utf8').replaceAll('\\\n', ' ');
  const stage = text.slice(text.lastIndexOf('\nFROM ') + 1);
  const all = (word: string) => [...stage.matchAll(new RegExp(`^${word} +(.+)$`, 'gm'))].map(([, rest = '']) => rest);
  const one = (word: string) => all(word).at(-1) ?? '';
  const list = (value: string) => JSON.parse(value.slice(value.indexOf('['))) as string[];
  return {
    base: one('FROM'),
    copies: all('COPY').map((line) => {
      const [, from = '', source = '', target = ''] = /^--from=(\w+) +(\S+) +(\S+)$/.exec(line) ?? [];
      return { from, source: source.replace('/app/', ''), target };
    }),
    env: Object.fromEntries(
      one('ENV')
        .split(' ')
        .map((pair) => pair.split('=')),
    ) as Record<string, string>,
    user: one('USER'),
    command: list(one('CMD')),
    healthCheck: list(one('HEALTHCHECK')),
  };
}

/** A folder with the contents of the image. */
export function assemble(stage: ImageStage): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-image-'));
  for (const { from, source, target } of stage.copies) {
    if (from === 'packages') for (const path of shippedPackages()) copy(path, join(folder, path));
    else copy(source, target.endsWith('/') ? join(folder, target, source) : join(folder, target));
  }
  return folder;
}

/** As `npm ci --omit=dev --workspaces=false` installs them. */
export function shippedPackages(): string[] {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  const found = new Set<string>();
  const take = (path: string) => {
    const { dependencies, optionalDependencies, peerDependencies = {}, peerDependenciesMeta } = packages[path] ?? {};
    const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta?.[name]?.optional);
    for (const name of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) {
      const at = foldersAbove(path).find((folder) => packages[`${folder}node_modules/${name}`]);
      const module = `${at ?? ''}node_modules/${name}`;
      if (name.startsWith('node-linux-') || found.has(module) || !existsSync(module)) continue;
      found.add(module);
      take(module);
    }
  };
  take('');
  // Inner ones come with the ones around them.
  return [...found].filter((path) => !path.includes('/node_modules/'));
}

/** The folders in which Node looks for what a package needs, nearest first. */
function foldersAbove(path: string): string[] {
  const folders = [''];
  const parts = path.split('/node_modules/');
  for (let count = 1; count <= parts.length && path; count++)
    folders.unshift(`${parts.slice(0, count).join('/node_modules/')}/`);
  return folders;
}

export function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  try {
    execFileSync('cp', ['-al', from, to], { stdio: 'pipe' });
  } catch {
    // Links reach no other disk.
    execFileSync('cp', ['-a', from, to]);
  }
}
