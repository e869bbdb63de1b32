import { Client, StreamableHTTPClientTransport, type VersionNegotiationMode } from '@modelcontextprotocol/client';
import type { ApiClient } from './member.ts';

/** The two ways in which the official client speaks: by a handshake first, or without. */
export const ERAS: readonly [name: string, mode: VersionNegotiationMode][] = [
  ['2025-11-25', 'legacy'],
  ['2026-07-28', { pin: '2026-07-28' }],
];

/** The official client, connected with the token of this caller. */
export async function connectMcp(caller: ApiClient, mode: VersionNegotiationMode): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  const headers = { authorization: `Bearer ${caller.token}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${caller.url}/mcp`), { requestInit: { headers } }));
  return client;
}
