/** Every variable of the environment that means something to Parley, as the README lists them. */
export const variables = [
  ...['NODE_ENV', 'PORT', 'PUBLIC_URL', 'SECRET_KEY', 'DATA_DIR', 'DATABASE_URL', 'REDIS_URL'],
  ...[
    'MAIL_SERVER',
    'MAIL_PORT',
    'MAIL_USE_TLS',
    'MAIL_USERNAME',
    'MAIL_PASSWORD',
    'MAIL_DEFAULT_SENDER',
    'MAILBOX_URL',
  ],
  ...['UPLOAD_FOLDER', 'S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY', 'S3_SECRET_KEY', 'CLAMAV_HOST', 'CLAMAV_PORT'],
  ...['UPLOAD_QUOTA', 'UPLOAD_QUARANTINE'],
  ...['ALLOWED_ORIGINS', 'TRUST_PROXY_HOPS', 'GUEST_ACCESS', 'REGISTRATION', 'RATE_LIMIT_SCALE'],
  ...[
    'ROOM_CODE_LENGTH',
    'MESSAGE_LENGTH',
    'USERNAME_LENGTH',
    'LOG_LEVEL',
    'METRICS_PORT',
    'METRICS_HOST',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'OTEL_SERVICE_NAME',
    'JOBS',
    'OVERLOAD_LAG',
    'TEST_HINTS',
  ],
];
