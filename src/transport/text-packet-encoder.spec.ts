import { describe, expect, test } from '@jest/globals';
import { Encoder, type Packet, PacketType } from 'socket.io-parser';
import { TextPacketEncoder } from './text-packet-encoder.ts';

const message = { id: 'a', seq: 3, body: 'Grüße "\u2028', mentions: [], author: null };

/** Every kind of packet that a server sends. */
const packets: Packet[] = [
  { type: PacketType.CONNECT, nsp: '/', data: { sid: 'x' } },
  { type: PacketType.CONNECT_ERROR, nsp: '/', data: { message: 'no', data: { code: 'unauthorized' } } },
  { type: PacketType.CONNECT_ERROR, nsp: '/other', data: { message: 'Invalid namespace' } },
  { type: PacketType.DISCONNECT, nsp: '/' },
  { type: PacketType.EVENT, nsp: '/', data: ['receive_message', message] },
  { type: PacketType.EVENT, nsp: '/', data: ['receive_messages', [message, message]] },
  { type: PacketType.ACK, nsp: '/', id: 0, data: [{ ok: true, data: null }] },
  { type: PacketType.ACK, nsp: '/', id: 12, data: [{ ok: true, data: { message, at: undefined } }] },
];

describe('packets are encoded as by Socket.IO', () => {
  test.each(packets.map((packet) => [JSON.stringify(packet), packet] as const))('%s', (_, packet) => {
    expect(new TextPacketEncoder().encode({ ...packet })).toEqual(new Encoder().encode({ ...packet }));
  });
});
