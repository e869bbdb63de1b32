import type { Bucket } from '../uploads/storage/s3-storage.ts';

/** The keys that a bucket does not contain. Loads the S3 SDK only when a bucket is configured. */
export async function missingKeys(bucket: Bucket, keys: string[]): Promise<Set<string>> {
  const { S3Storage } = await import('../uploads/storage/s3-storage.ts');
  const there = await new S3Storage(bucket).keys();
  return new Set(keys.filter((key) => !there.has(key)));
}
