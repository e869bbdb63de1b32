import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { Database } from '../../../src/common/database/database.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { ApiClient, eventually, newName, PASSWORD } from '../../support/member.ts';

describe('a mail that the mail server refuses', () => {
  let app: TestApp;
  let answer = { code: 250, at: 'recipient' as 'recipient' | 'sender' };
  const refusal = () => Object.assign(new Error('No, thank you'), { responseCode: answer.code });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onMailFrom: (_address, _session, done) => done(answer.at === 'sender' ? refusal() : undefined),
    onRcptTo: (_address, _session, done) => done(answer.at === 'recipient' ? refusal() : undefined),
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.server.address() as { port: number };
    app = await startApp({ settings: { MAIL_PORT: String(port) } });
  });

  afterAll(async () => {
    await app.close();
    await new Promise<void>((resolve) => server.close(resolve));
  });

  /** Tries so far, of a mail that has just been refused. */
  const triesOf = async (): Promise<number> => {
    const email = `${newName()}@example.org`;
    await new ApiClient(app.url).must('POST', '/auth/register', { username: newName(), email, password: PASSWORD });
    const row = await eventually(
      async () =>
        (
          await app.nest
            .get(Database)
            .query<{ tries: number }>(`SELECT tries FROM mails WHERE recipient = $1 AND last_error IS NOT NULL`, [
              email,
            ])
        )[0],
      'the mail was refused',
    );
    return row.tries;
  };

  test.each([
    ['for good, as an address that does not exist', { code: 550, at: 'recipient' }, 12],
    ['for now', { code: 451, at: 'recipient' }, 1],
    ['because of its sender, which the operator can mend', { code: 550, at: 'sender' }, 1],
  ] as const)('%s', async (_how, given, tries) => {
    answer = given;
    expect(await triesOf()).toBe(tries);
  });
});
