export const SECRET_KEY = 'a secret that is only used by load tests, 32 bytes and more';

export const parleySettings = (databaseUrl: string, port: number): Record<string, string> => ({
  DATABASE_URL: databaseUrl,
  PUBLIC_URL: `http://127.0.0.1:${port}`,
  SECRET_KEY,
  MAIL_SERVER: '127.0.0.1',
  MAIL_USE_TLS: 'off',
  RATE_LIMIT_SCALE: '1000000',
  LOG_LEVEL: 'error',
});
