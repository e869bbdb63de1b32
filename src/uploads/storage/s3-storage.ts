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
import { ensureHome } from '../../common/config.ts';
import { MissingFile, Storage } from './storage.ts';

export interface Bucket {
  bucket: string;
  /** Amazon's, of the region, when there is none. */
  endpoint?: string | undefined;
  region?: string | undefined;
  /** Without them, those of the role of the machine or container. */
  keys?: { accessKeyId: string; secretAccessKey: string };
}

/** Stores other than Amazon's take any region, or this one. */
const DEFAULT_REGION = 'us-east-1';

/** An object store that speaks S3. */
export class S3Storage extends Storage {
  private readonly client: S3Client;
  private readonly bucket: string;

  constructor({ endpoint, region, bucket, keys }: Bucket) {
    super();
    this.bucket = bucket;
    ensureHome();
    this.client = new S3Client({
      region: region ?? DEFAULT_REGION,
      maxAttempts: 3,
      // Buckets as part of the host name need DNS that few have, but Amazon.
      ...(endpoint && { endpoint, forcePathStyle: true }),
      ...(keys && { credentials: keys }),
    });
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
    await this.client.send(new HeadBucketCommand({ Bucket: this.bucket })).catch((error: unknown) => {
      throw this.explained(error);
    });
    return null;
  }

  /** The keys of everything in the bucket that begin so. */
  async keys(prefix = ''): Promise<Set<string>> {
    const keys = new Set<string>();
    const wanted = { Bucket: this.bucket, ...(prefix && { Prefix: prefix }) };
    for await (const { Contents = [] } of paginateListObjectsV2({ client: this.client }, wanted))
      for (const { Key } of Contents) if (Key) keys.add(Key);
    return keys;
  }

  /** An answer to HEAD has no body, so that the client of the store knows no more than "UnknownError". */
  private explained(error: unknown): unknown {
    if (!(error instanceof S3ServiceException)) return error;
    const region = error.$response?.headers['x-amz-bucket-region'];
    const reason: Record<number, string> = {
      301: `The bucket ${this.bucket} is in another region${region ? `: S3_REGION=${region}` : ''}`,
      400: `The object store refuses the request for the bucket ${this.bucket}; is S3_REGION right${region ? ` (${region})` : ''}?`,
      403: `The object store does not let these keys use the bucket ${this.bucket}`,
      404: `There is no bucket ${this.bucket}`,
    };
    return new Error(reason[error.$metadata.httpStatusCode ?? 0] ?? error.message, { cause: error });
  }

  private at(key: string) {
    return { Bucket: this.bucket, Key: key };
  }
}

function missing(error: unknown): never {
  throw error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404 ? new MissingFile() : error;
}
