import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Attachment } from '../../src/timeline/message.dto.ts';
import type { Answer, Member } from './member.ts';

/** A file to upload. */
export interface FileToUpload {
  name: string;
  type?: string;
  bytes: Uint8Array;
}

const form = ({ name, type, bytes }: FileToUpload, fields: Record<string, string>) => {
  const data = new FormData();
  for (const [key, value] of Object.entries(fields)) data.append(key, value);
  data.append('file', new Blob([new Uint8Array(bytes)], type ? { type } : {}), name);
  return data;
};

/** Sends a file to a multipart route. */
export async function postFile<T>(
  member: Member,
  method: string,
  path: string,
  file: FileToUpload,
  fields: Record<string, string> = {},
): Promise<Answer<T>> {
  const response = await fetch(`${member.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${member.token}` },
    body: form(file, fields),
  });
  return { status: response.status, body: (await response.json()) as never, headers: response.headers };
}

/** The answer to an upload, a refusal too; both an attachment and a problem have a `status`. */
export const upload = (
  member: Member,
  file: FileToUpload,
  fields?: Record<string, string>,
): Promise<Answer<Omit<Attachment, 'status'>>> => postFile(member, 'POST', '/uploads', file, fields);

/** Uploads a file and throws unless it succeeds. */
export async function uploaded(
  member: Member,
  file: FileToUpload,
  fields?: Record<string, string>,
): Promise<Attachment> {
  const { status, body } = await upload(member, file, fields);
  if (status !== 201) throw new Error(`${file.name} → ${status} ${JSON.stringify(body)}`);
  return body as unknown as Attachment;
}

/** Downloads a file by its URL like a browser: without a header, unless some are given. */
export const download = (member: Member, url: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(member.url + url, { headers });

export const bearer = (member: Member): Record<string, string> => ({ authorization: `Bearer ${member.token}` });

/**
 * Reads the first bytes of a file, lets something happen, and reads on.
 * @param pauseMs before each further part, so that the server has bytes left for as long as that takes
 * @returns how many bytes came
 */
export async function receivedAround(url: string, happen: () => Promise<unknown>, pauseMs = 0): Promise<number> {
  const answer = await new Promise<IncomingMessage>((resolve) => get(url, resolve));
  let length = 0;
  answer.on('error', () => undefined);
  answer.on('data', (part: Buffer) => {
    length += part.length;
    if (!pauseMs) return;
    answer.pause();
    void delay(pauseMs).then(() => answer.resume());
  });
  await once(answer, 'data');
  answer.pause();
  await happen();
  const closed = new Promise((resolve) => answer.once('close', resolve));
  answer.resume();
  await closed;
  return length;
}
