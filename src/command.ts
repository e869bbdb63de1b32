import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.ts';
import { SigningKeys } from './auth/signing-keys.ts';
import { readConfig } from './common/config.ts';

/** What an operator does by `npm run admin -- <command>`, beside a running server. */
const commands: Record<string, { about: string; run: (app: Awaited<ReturnType<typeof start>>) => Promise<string> }> = {
  'rotate-keys': {
    about: 'sign access tokens with a new key; the old one counts for 15 minutes more',
    run: async (app) => {
      await app.get(SigningKeys).rotate();
      return 'Access tokens are signed with a new key from now on.';
    },
  },
};

const start = () =>
  NestFactory.createApplicationContext(AppModule.for(readConfig({ ...process.env, JOBS: 'off' })), {
    logger: false,
    abortOnError: false,
  });

async function main(name: string): Promise<void> {
  const command = commands[name];
  if (!command) {
    const list = Object.entries(commands).map(([name, { about }]) => `  ${name}  ${about}`);
    throw new Error(['Usage: npm run admin -- <command>', ...list].join('\n'));
  }
  const app = await start();
  process.stdout.write(`${await command.run(app)}\n`);
  await app.close();
}

try {
  await main(process.argv[2] ?? '');
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
