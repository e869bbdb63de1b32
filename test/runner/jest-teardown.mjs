/** After the last e2e suite, failed or not. */
export default async function tearDown() {
  await Reflect.get(globalThis, 'stopServices')();
}
