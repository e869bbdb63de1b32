// A source that a suite names first may be one that decorates without loading what decorators need.
import 'reflect-metadata';
import { TestEnvironment } from 'jest-environment-node';

/** Where end-to-end tests run: they import the built server as Node has loaded it (see native-source.mjs). */
export default class EndToEndEnvironment extends TestEnvironment {
  /** @override */
  async setup() {
    await super.setup();
    Reflect.set(this.global, 'serverDate', Date);
    Reflect.set(this.global, 'importNative', (/** @type {string} */ url) => import(url));
  }
}
