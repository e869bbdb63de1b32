import { Encoder, type Packet } from 'socket.io-parser';

/**
 * Socket.IO's encoding (protocol version 5) of packets without binary data, which Parley never sends: Socket.IO's own
 * encoder looks through every value of every packet for it.
 */
export class TextPacketEncoder extends Encoder {
  override encode({ type, nsp, id, data }: Packet): string[] {
    const namespace = nsp && nsp !== '/' ? `${nsp},` : '';
    const json = data === undefined || data === null ? '' : JSON.stringify(data);
    return [`${type}${namespace}${id ?? ''}${json}`];
  }
}
