import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { plainToInstance, Type } from 'class-transformer';
import {
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  Matches,
  Min,
  ValidateNested,
  validateSync,
} from 'class-validator';
import type { Config } from '../common/config.ts';

/** Raised with every change of the layout that an older program would misread. */
export const FORMAT = 1;

/** A plain table or column name: names of a manifest become part of statements and paths. */
const NAME = /^[a-z_][a-z0-9_]*$/;
const SHA256 = /^[0-9a-f]{64}$/;

/** A table, in `tables/<name>.csv.gz`. */
export class TableFile {
  @Matches(NAME) name: string;
  /** In the order of the file. */
  @IsArray() @Matches(NAME, { each: true }) columns: string[];
  @IsInt() @Min(0) rows: number;
  /** Of the compressed file. */
  @Matches(SHA256) sha256: string;
}

/** An upload; in `uploads/<first two letters>/<key>` unless an object store keeps it. */
export class UploadFile {
  @Matches(/^[0-9a-f]{32}(-\d+)?$/) key: string;
  /** Absent for files of an object store. */
  @IsOptional() @Matches(SHA256) sha256?: string;
}

export class Uploads {
  /** `object-store`: the files themselves are not part of this backup, only their keys. */
  @IsIn(['folder', 'object-store']) kept: 'folder' | 'object-store';
  @ValidateNested({ each: true }) @Type(() => UploadFile) @IsArray() files: UploadFile[];
  /** Keys of the database whose files did not exist any more when they were copied. */
  @IsArray() @IsString({ each: true }) missing: string[];
}

/** The content of a backup, in `manifest.json`, which is written last. */
export class Manifest {
  @IsInt() format: number;
  /** When the snapshot of the database was taken. */
  @IsISO8601() madeAt: string;
  /** The greatest epoch of any room. */
  @IsInt() epoch: number;
  /** The migrations that the database had, oldest first. */
  @IsArray() @ArrayMinSize(1) @IsString({ each: true }) migrations: string[];
  /** Shows whether SECRET_KEY is the same, and reveals nothing else about it. */
  @IsString() secret: string;
  @ValidateNested({ each: true }) @Type(() => TableFile) @IsArray() @ArrayMinSize(1) tables: TableFile[];
  @ValidateNested() @Type(() => Uploads) uploads: Uploads;
}

/** @throws Error with a single line for a folder that is no backup, or a backup that this program cannot read */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = join(folder, 'manifest.json');
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`${folder} is no backup, or not a complete one: it has no manifest.json`);
  });
  const found = parsed(text);
  const { format } = (found ?? {}) as Partial<Manifest>;
  if (typeof format === 'number' && format > FORMAT)
    throw new Error(`The backup was made by a newer Parley (format ${format}, this one reads up to ${FORMAT})`);
  const manifest = plainToInstance(Manifest, found);
  if (!(manifest instanceof Manifest) || validateSync(manifest).length || !manifest.uploads)
    throw new Error(`The backup is damaged: ${file} cannot be understood`);
  return manifest;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export const tablePath = (folder: string, table: string): string => join(folder, 'tables', `${table}.csv.gz`);

export const secretFingerprint = (config: Config): string =>
  createHash('sha256').update(config.key('backup')).digest('hex').slice(0, 16);
