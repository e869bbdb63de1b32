/** `npm run test:changed`: the tests that import a file that differs from `main` (or from the commit given). */
import { execFileSync } from 'node:child_process';
import { call } from './runner/parts.mjs';

const since = process.argv[2] ?? execFileSync('git', ['merge-base', 'HEAD', 'main'], { encoding: 'utf8' }).trim();
const server = await call('npm', ['run', '--silent', 'jest', '--', `--changedSince=${since}`, '--passWithNoTests']);
const changed = execFileSync('git', ['diff', '--name-only', since, '--', 'client', 'src/shared'], { encoding: 'utf8' });
const client = changed === '' || (await call('npm', ['test', '--silent', '-w', 'client']));
process.exitCode = server && client ? 0 : 1;
