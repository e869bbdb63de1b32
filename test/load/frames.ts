/** As much of RFC 6455 as a client needs that must cost little: text only, never fragmented, one buffer for all. */
const FINAL_TEXT_FRAME = 0x81;
const MASK_BIT = 0x80;

/** The mask is four zeros: allowed, the server unmasks all the same, and the generator saves the work. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const header = length < 126 ? 2 : 4;
  if (length > 0xffff) throw new Error('No command of ours is that long');
  const frame = Buffer.alloc(header + 4 + length);
  frame[0] = FINAL_TEXT_FRAME;
  frame[1] = MASK_BIT | (header === 2 ? length : 126);
  if (header === 4) frame.writeUInt16BE(length, 2);
  frame.write(text, header + 4);
  return frame;
}

/** Cuts a stream of bytes into frames and hands on their text, one byte a character: what is looked for is ASCII. */
export class FrameReader {
  private rest?: Buffer;
  private readonly onText: (text: string) => void;
  private readonly onClose: () => void;

  constructor(onText: (text: string) => void, onClose: () => void) {
    this.onText = onText;
    this.onClose = onClose;
  }

  /** @param bytes may be reused by the caller afterwards */
  read(bytes: Buffer): void {
    const all = this.rest ? Buffer.concat([this.rest, bytes]) : bytes;
    let at = 0;
    for (let end = frameEnd(all, at); end <= all.length; end = frameEnd(all, at)) {
      this.take(all, at, end);
      at = end;
    }
    // Copied: the caller's buffer is filled anew.
    this.rest = at < all.length ? Buffer.from(all.subarray(at)) : undefined;
  }

  private take(all: Buffer, at: number, end: number): void {
    const opcode = all.readUInt8(at) & 0x0f;
    if (opcode === 1) this.onText(all.toString('latin1', at + headerOf(all, at), end));
    else if (opcode === 8) this.onClose();
  }
}

const headerOf = (all: Buffer, at: number): number => {
  const length = all.readUInt8(at + 1) & 0x7f;
  return length < 126 ? 2 : length === 126 ? 4 : 10;
};

/** Infinity while the length is incomplete. */
function frameEnd(all: Buffer, at: number): number {
  if (all.length < at + 2) return Infinity;
  const header = headerOf(all, at);
  if (all.length < at + header) return Infinity;
  const length = all.readUInt8(at + 1) & 0x7f;
  if (length < 126) return at + header + length;
  return at + header + (length === 126 ? all.readUInt16BE(at + 2) : Number(all.readBigUInt64BE(at + 2)));
}
