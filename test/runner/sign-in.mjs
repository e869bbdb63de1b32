/** `npm run test:sign-in`: what is tried against signing in, and the table of docs/security.md. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @type {Record<string, string>} */
const cases = {
  T1: 'a page to go on to that is of another site',
  T2: 'a way in that forgets the second factor',
  T3: 'a row of a session without the factor, in the database',
  T4: 'a password that is reset in place of the second factor',
  T5: 'a code of an authenticator app twice, at two nodes at once, one of before',
  T6: 'guesses at a second factor, over tickets, addresses and nodes',
  T7: 'a recovery code twice, of another person, of before new ones',
  T8: 'the ticket of a right password, for anything else',
  T9: 'changes of the ways in with a session that was left open',
  T10: 'guesses at the password of a confirmation',
  T11: 'a passkey with a bad signature, of another person, an answer of before',
  T12: 'a device that does not check who holds it, alone',
  T13: 'a passkey of another origin, another host in the request',
  T15: 'the copy of a passkey',
  T16: 'an answer of a provider without its cookie, twice, late, for another provider',
  T17: 'an answer of a provider that another browser has begun',
  T18: 'a person of a provider with the address of another',
  T19: 'an account taken over by an address that is not verified',
  T20: 'an account connected by its address, past its second factor; an administrator',
  T21: 'the same name at two providers',
  T22: 'names of providers that are taken, reserved, too long, empty',
  T23: 'the first account of a server by a provider',
  T24: 'groups: given, taken, left out, spelt otherwise',
  T25: 'groups that would take the last administrator',
  T26: 'a logout at a provider, with sockets on another node, with and without Redis',
  T27: 'a token that is no logout, forged, old, or a copy',
  T28: 'a disabled account, by each way',
  T31: 'a provider that is gone, down or silent',
  T34: 'a token in the address, in a cookie, in a header that is not for it',
  T35: 'a token beyond its scopes and rooms, and where no token opens',
  T36: 'a token that is revoked, whose person is disabled or loses a role, on two nodes',
  T37: 'rights given to a person without the factor that they must have',
  T38: 'times and answers that tell who has an account',
  T39: 'secrets in logs, traces, the audit log and exports',
  T40: 'a provider whose clock is wrong',
  T41: 'a link of the operator twice, late, for a disabled person',
  T42: 'what is kept, and what of it is left after a deletion',
};
const suites = [
  'test/security/providers',
  'test/security/sign-in',
  'test/security/tokens',
  'test/cluster/tokens-on-nodes',
  'test/api/admin/second-factors',
  'client/src/app/auth/guards',
];

const folder = mkdtempSync(join(tmpdir(), 'parley-sign-in-'));
const report = join(folder, 'report.json');
const args = ['run', '--silent', 'jest', '--', ...suites, '--json', `--outputFile=${report}`, ...process.argv.slice(2)];
const { status } = spawnSync('npm', args, { stdio: 'inherit' });
/** @type {{ testResults: { assertionResults: { fullName: string, status: string }[] }[] }} */
const { testResults } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : { testResults: [] };
rmSync(folder, { recursive: true });
const tests = testResults.flatMap(({ assertionResults }) => assertionResults);

console.log('\n| | Tried | Tests | |\n| --- | --- | --- | --- |');
for (const [name, what] of Object.entries(cases)) {
  const own = tests.filter(({ fullName }) => new RegExp(`\\b${name}\\b`).test(fullName));
  const failed = own.filter(({ status }) => status === 'failed').length;
  const outcome = own.length === 0 ? 'by tests without its number' : failed ? `${failed} FAIL` : 'held';
  console.log(`| ${name} | ${what} | ${own.length} | ${outcome} |`);
}
process.exit(status ?? 1);
