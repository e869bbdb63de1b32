/** What end-to-end tests import as `pg`: the driver of the server, which reads bigint as numbers. */
const { default: pg } = await Reflect.get(globalThis, 'importNative')('pg');

export default pg;
export const { Client, DatabaseError, Pool, types } = pg;
