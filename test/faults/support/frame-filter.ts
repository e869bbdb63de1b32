/**
 * A filter for one direction of a connection that becomes a WebSocket: the answer to the handshake passes as it is, then whole
 * frames pass or do not, by the text in them. What is no WebSocket passes untouched.
 * @param passes is asked about each text frame from a server, which are never masked nor, in Socket.IO, compressed
 */
export function frameFilter(passes: (text: string) => boolean): (part: Buffer) => Buffer {
  let isSocket: boolean | undefined;
  let rest = Buffer.alloc(0);
  return (part) => {
    if (isSocket === undefined) isSocket = part.toString('latin1', 0, 12) === 'HTTP/1.1 101';
    if (!isSocket) return part;
    rest = Buffer.concat([rest, part]);
    const out: Buffer[] = [];
    for (let length = lengthOf(rest); length > 0 && rest.length >= length; length = lengthOf(rest)) {
      const frame = rest.subarray(0, length);
      if (!isText(frame) || passes(textOf(frame))) out.push(frame);
      rest = rest.subarray(length);
    }
    return Buffer.concat(out);
  };
}

const isText = (frame: Buffer): boolean => frame[0] === 0x81;

const headOf = (frame: Buffer): number => ({ 126: 4, 127: 10 })[frame[1] ?? 0] ?? 2;

const textOf = (frame: Buffer): string => frame.toString('utf8', headOf(frame));

/** Of the first frame, or of the handshake's answer; 0 while too little of it is there. */
function lengthOf(data: Buffer): number {
  if (data[0] === 0x48) return data.indexOf('\r\n\r\n') + 4 - (data.includes('\r\n\r\n') ? 0 : 3);
  const head = data.length < 2 ? Infinity : headOf(data);
  if (data.length < head) return 0;
  const short = data[1] ?? 0;
  return head + (short === 126 ? data.readUInt16BE(2) : short === 127 ? Number(data.readBigUInt64BE(2)) : short);
}
