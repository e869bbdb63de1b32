import pg from 'pg';

const UNTRUSTED =
  'the certificate of the server is not of an authority that is known here: name its authority by sslrootcert=/path/ca.pem, or encrypt without checking by sslmode=no-verify';

const PROBE_TIMEOUT_MS = 3_000;

/** Codes of Node's TLS and of PostgreSQL. */
const BY_CODE: Record<string, string> = {
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  ERR_TLS_CERT_ALTNAME_INVALID:
    'the certificate of the server is for another name: write the host as the certificate has it',
  CERT_HAS_EXPIRED: 'the certificate of the server has expired',
  CERT_NOT_YET_VALID: 'the certificate of the server is not valid yet: look at the clocks of both machines',
  ENOTFOUND: 'there is no host of this name; a password with @ : / ? # or % is percent-encoded in it (@ is %40)',
};
const BY_TEXT: [pattern: RegExp, advice: string][] = [
  [/server does not support SSL/, 'the server speaks no TLS: turn it on there, or take sslmode out'],
  [
    /no pg_hba\.conf entry.*(?:no encryption|SSL off)/,
    'the server wants TLS: add ?sslmode=require, or verify-full with sslrootcert=/path/ca.pem',
  ],
];

/** What to change in DATABASE_URL, for errors whose own words do not say it. */
export function connectionAdvice(error: unknown): string | undefined {
  const { code = '', message = '' } = Object(error) as { code?: unknown; message?: string };
  const advice = BY_CODE[String(code)] ?? BY_TEXT.find(([pattern]) => pattern.test(message))?.[1];
  return advice && `DATABASE_URL: ${advice} (${message})`;
}

/** The same, where a connection to the database fails in this way: an error may be of another host, as of a storage. */
export async function adviceOnDatabase(error: unknown, url: string): Promise<string | undefined> {
  if (!connectionAdvice(error)) return undefined;
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PROBE_TIMEOUT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return undefined;
  } catch (failure) {
    return connectionAdvice(failure);
  } finally {
    await client.end().catch(() => undefined);
  }
}
