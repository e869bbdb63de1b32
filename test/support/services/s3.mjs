// @ts-expect-error the package brings no types
import S3rver from 's3rver';

/**
 * Starts an object store on 127.0.0.1, in this process.
 * @param {string} directory
 * @returns {Promise<{ endpoint: string, bucket: string, stop: () => Promise<void> }>}
 */
export async function startS3(directory) {
  const bucket = 'parley';
  const store = new S3rver({ port: 0, silent: true, directory, configureBuckets: [{ name: bucket, configs: [] }] });
  const { port } = await store.run();
  return { endpoint: `http://127.0.0.1:${port}`, bucket, stop: () => store.close() };
}
