import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The statements of a migration, none of which runs. What it asks finds nothing, so that loops end at once. */
export async function statementsOf(migration: MigrationInterface): Promise<string[]> {
  const statements: string[] = [];
  const within = (isTransactionActive: boolean) => () => {
    runner.isTransactionActive = isTransactionActive;
    return Promise.resolve();
  };
  const runner = {
    isTransactionActive: false,
    startTransaction: within(true),
    commitTransaction: within(false),
    rollbackTransaction: within(false),
    query: (statement: string) => {
      statements.push(statement);
      return Promise.resolve([]);
    },
  };
  await migration.up(runner as unknown as QueryRunner);
  return statements;
}

/** Of a statement, without the bodies of functions, which it does not run. */
export const withoutFunctionBodies = (statement: string): string => statement.replace(/\$\$[\s\S]*?\$\$/g, '');
