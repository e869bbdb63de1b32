/**
 * Packages as the server that runs in this process has loaded them: a test that imports them itself has others, whose
 * classes are not the server's (see test/runner/native-source.mjs).
 */
declare function importBuilt(specifier: string): Promise<unknown>;

declare const serverDate: typeof Date;

/** The clock of the server. */
export const ServerDate = serverDate;
export const { DataSource } = (await importBuilt('typeorm')) as typeof import('typeorm');
export const { JwtService } = (await importBuilt('@nestjs/jwt')) as typeof import('@nestjs/jwt');
export const { getQueueToken } = (await importBuilt('@nestjs/bull')) as typeof import('@nestjs/bull');
export const { Gauge } = (await importBuilt('prom-client')) as typeof import('prom-client');
