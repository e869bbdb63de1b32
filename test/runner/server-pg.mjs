/** What end-to-end tests import as `pg`: the driver of the server, which reads bigint as numbers. */
const { default: pg } = await Reflect.get(globalThis, 'importBuilt')('pg');

export default pg;
export const { Client, DatabaseError, Pool, types } = pg;
