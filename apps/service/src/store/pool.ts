import pg, { type Pool } from 'pg';

/** PostgreSQL's type int8, which pg gives as text: our times and counts fit a number. */
const INT8 = 20;
const INT8_PARSED = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** Settings of every connection: give up on a server that does not answer, rather than hang. */
export const connectionTo = (connectionString: string): pg.ClientConfig => ({
  connectionString,
  application_name: 'smtp-triage',
  connectionTimeoutMillis: 5_000,
  query_timeout: 15_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  types: INT8_PARSED,
});

/** A pool of connections, shared by store and queue. */
export function poolOf(connectionString: string): Pool {
  const pool = new pg.Pool({ ...connectionTo(connectionString), max: 10 });
  // A connection that breaks while nobody uses it: the pool opens another, and whoever needs it hears of the failure
  pool.on('error', () => {});
  return pool;
}
