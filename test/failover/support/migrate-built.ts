/** Migrates by what was built, for tests that do not run the server's sources. @param url of the database */
export async function migrate(url: string): Promise<void> {
  const file = new URL('../../../dist/src/operations/migrate.js', import.meta.url).href;
  const built = (await import(file)) as { migrate: (url: string, say: () => void) => Promise<unknown> };
  await built.migrate(url, () => undefined);
}
