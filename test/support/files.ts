import type { Attachment } from '../../src/timeline/message.dto.ts';
import type { Answer, Member } from './member.ts';

/** A file as somebody picks it. */
export interface Picked {
  name: string;
  type?: string;
  bytes: Uint8Array;
}

const form = ({ name, type, bytes }: Picked, fields: Record<string, string>) => {
  const data = new FormData();
  for (const [key, value] of Object.entries(fields)) data.append(key, value);
  data.append('file', new Blob([new Uint8Array(bytes)], type ? { type } : {}), name);
  return data;
};

/** Sends a file to a multipart route. */
export async function post<T>(
  member: Member,
  method: string,
  path: string,
  file: Picked,
  fields: Record<string, string> = {},
): Promise<Answer<T>> {
  const response = await fetch(`${member.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${member.token}` },
    body: form(file, fields),
  });
  return { status: response.status, body: (await response.json()) as never, headers: response.headers };
}

/** What it answers, whatever that is; both an attachment and a problem have a `status`. */
export const upload = (
  member: Member,
  file: Picked,
  fields?: Record<string, string>,
): Promise<Answer<Omit<Attachment, 'status'>>> => post(member, 'POST', '/uploads', file, fields);

/** Uploads and insists on success. */
export async function uploaded(member: Member, file: Picked, fields?: Record<string, string>): Promise<Attachment> {
  const { status, body } = await upload(member, file, fields);
  if (status !== 201) throw new Error(`${file.name} → ${status} ${JSON.stringify(body)}`);
  return body as unknown as Attachment;
}

/** Fetches a file by its address, as a browser would: without a header, unless some are given. */
export const get = (member: Member, url: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(member.url + url, { headers });

export const bearer = (member: Member): Record<string, string> => ({ authorization: `Bearer ${member.token}` });
