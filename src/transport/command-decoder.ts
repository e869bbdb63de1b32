import { Decoder, PacketType } from 'socket.io-parser';
import { limits } from '../shared/limits.ts';

/** The commands that hold texts or lists, and how many characters (UTF-16 units) each may have. */
const LARGE_COMMANDS: Readonly<Record<string, number>> = {
  send_message: limits.socketPacket,
  edit_message: limits.socketPacket,
  run_command: limits.socketPacket,
  sync: limits.socketPacket,
  watch_presence: 32 * 1024,
  create_room: 8 * 1024,
};

/** Takes the place of a payload that is too large. */
export const TOO_LARGE = Symbol('a payload that is too large');

/** An event of the default namespace: the id of its acknowledgement, if any, and its name. */
const EVENT = /^2(\d{0,15})\["(\w{1,64})"/;

/** Socket.IO's decoder, which does not parse commands that are too large; they are refused instead. */
export class CommandDecoder extends Decoder {
  override add(packet: unknown): void {
    if (typeof packet !== 'string' || packet.length <= limits.command) return super.add(packet);
    const [, id = '', name = ''] = EVENT.exec(packet) ?? [];
    // Neither a command nor a token is that long: the error ends the connection.
    if (!name) throw new Error('A packet that is no command is too large');
    if (packet.length <= (Object.hasOwn(LARGE_COMMANDS, name) ? (LARGE_COMMANDS[name] ?? 0) : 0))
      return super.add(packet);
    const data = [name, TOO_LARGE];
    this.emitReserved('decoded', { type: PacketType.EVENT, nsp: '/', data, ...(id && { id: Number(id) }) });
  }
}
