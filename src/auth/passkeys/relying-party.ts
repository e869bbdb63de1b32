import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';

const isUsableAt = ({ protocol, hostname }: URL): boolean =>
  !isIP(hostname.replace(/^\[|\]$/g, '')) && (protocol === 'https:' || /(^|\.)localhost$/.test(hostname));

/**
 * This server as passkeys know it: by the host of PUBLIC_URL, whatever address a request came by. Browsers keep passkeys
 * for a name with https, or for localhost.
 */
@Injectable()
export class RelyingParty {
  readonly host: string;
  /** The only origin of pages whose passkeys count. */
  readonly origin: string;
  readonly isUsable: boolean;
  readonly name: string;

  constructor({ publicUrl }: Config) {
    const url = new URL(publicUrl);
    this.host = url.hostname;
    this.origin = url.origin;
    this.isUsable = isUsableAt(url);
    this.name = `Parley ${url.host}`;
  }
}
