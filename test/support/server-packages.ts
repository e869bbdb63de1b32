/**
 * Packages as the server that runs in this process has loaded them: a test that imports them itself has others, whose
 * classes are not the server's (see test/runner/native-source.mjs).
 */
declare function importNative(specifier: string): Promise<unknown>;

declare const serverDate: typeof Date;

/** The clock of the server. */
export const ServerDate = serverDate;
export const { DataSource } = (await importNative('typeorm')) as typeof import('typeorm');
export const { JwtService } = (await importNative('@nestjs/jwt')) as typeof import('@nestjs/jwt');
export const { getQueueToken } = (await importNative('@nestjs/bull')) as typeof import('@nestjs/bull');
export const { Gauge } = (await importNative('prom-client')) as typeof import('prom-client');
