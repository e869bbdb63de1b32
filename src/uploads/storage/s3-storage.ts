import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { ByteRange } from './byte-range.ts';
import { MissingFile, Storage } from './storage.ts';

export interface Bucket {
  endpoint: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** An object store that speaks S3. */
export class S3Storage extends Storage {
  private readonly client: S3Client;
  private readonly bucket: string;

  constructor({ endpoint, bucket, ...credentials }: Bucket) {
    super();
    this.bucket = bucket;
    // Regions are Amazon's; other stores take any. Buckets as part of the host name need DNS that few have.
    this.client = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true, maxAttempts: 3 });
  }

  async put(key: string, path: string): Promise<void> {
    const params = { ...this.at(key), Body: createReadStream(path), ContentType: 'application/octet-stream' };
    await new Upload({ client: this.client, params }).done();
  }

  async open(key: string, range?: ByteRange): Promise<Readable> {
    const part = range && { Range: `bytes=${range.start}-${range.end}` };
    const { Body } = await this.client.send(new GetObjectCommand({ ...this.at(key), ...part })).catch(missing);
    return Body as Readable;
  }

  async size(key: string): Promise<number> {
    return (await this.client.send(new HeadObjectCommand(this.at(key))).catch(missing)).ContentLength ?? 0;
  }

  async remove(key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand(this.at(key)));
  }

  async freeBytes(): Promise<null> {
    await this.client.send(new HeadBucketCommand({ Bucket: this.bucket }));
    return null;
  }

  /** The keys of everything in the bucket. */
  async keys(): Promise<Set<string>> {
    const keys = new Set<string>();
    for await (const { Contents = [] } of paginateListObjectsV2({ client: this.client }, { Bucket: this.bucket }))
      for (const { Key } of Contents) if (Key) keys.add(Key);
    return keys;
  }

  private at(key: string) {
    return { Bucket: this.bucket, Key: key };
  }
}

function missing(error: unknown): never {
  throw error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404 ? new MissingFile() : error;
}
