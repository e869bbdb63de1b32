import { expect, test } from '@jest/globals';
import { Database } from '../../src/common/database/database.ts';
import { startApp } from '../support/app.ts';

test('queries after shutdown are refused as unavailable, not as an internal error', async () => {
  const app = await startApp();
  const database = app.nest.get(Database);
  expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await app.close();
  await expect(database.query('SELECT 1 AS one')).rejects.toMatchObject({ code: 'unavailable' });
});
