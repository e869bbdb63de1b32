import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Config } from '../common/config.ts';
import { isLoopback, networkUrls, urlOf } from '../common/own-address.ts';

/** Tells pages at which address this server is to be opened. */
@Injectable()
export class ServerAddressService {
  constructor(private readonly config: Config) {}

  /**
   * Null if pages of this origin may use the server. Without PUBLIC_URL the address that the connection came to: who came
   * by a name reaches that address, too.
   */
  insteadOf(origin: string | undefined, request: IncomingMessage): string | null {
    if (this.config.allowsOrigin(origin, request)) return null;
    const { localAddress = '', localPort = 0 } = request.socket;
    const isReachable = !this.config.env.PUBLIC_URL && !isLoopback(localAddress) && localAddress !== '';
    return isReachable ? urlOf(localAddress, localPort) : this.config.publicUrl;
  }

  toHandOn({ socket }: IncomingMessage): string[] {
    return this.config.env.PUBLIC_URL ? [this.config.publicUrl] : networkUrls(socket.localPort ?? this.config.env.PORT);
  }
}
