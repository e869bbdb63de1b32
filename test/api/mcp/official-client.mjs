import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

/**
 * The two ways in which the official client speaks: by a handshake first, or without.
 * @type {[version: string, mode: 'legacy' | { pin: string }][]}
 */
export const ERAS = [
  ['2025-11-25', 'legacy'],
  ['2026-07-28', { pin: '2026-07-28' }],
];

/**
 * The official client, connected with the token of this caller.
 * @param {{ url: string, token?: string }} caller
 * @param {'legacy' | { pin: string }} mode
 */
export async function connectMcp({ url, token }, mode) {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }));
  return client;
}
