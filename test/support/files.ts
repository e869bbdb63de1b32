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
