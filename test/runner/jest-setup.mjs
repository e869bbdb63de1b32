import { startServices } from '../support/services/services.mjs';

/** Before the first e2e suite: the workers that Jest starts afterwards inherit the environment. */
export default async function setUp() {
  const { env, stop } = await startServices();
  Object.assign(process.env, env);
  Reflect.set(globalThis, 'stopServices', stop);
}
