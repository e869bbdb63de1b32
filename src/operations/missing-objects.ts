import type { Bucket } from '../uploads/s3-storage.ts';

/** Of these keys, those that a bucket does not have. Its SDK is loaded only where there is a bucket. */
export async function missingKeys(bucket: Bucket, keys: string[]): Promise<Set<string>> {
  const { S3Storage } = await import('../uploads/s3-storage.ts');
  const there = await new S3Storage(bucket).keys();
  return new Set(keys.filter((key) => !there.has(key)));
}
