import { limits } from '@api/shared/limits.ts';
import type { FailureCode } from '../api/api-problem.ts';
import type { Attachment } from '@api/timeline/message.dto.ts';

/** A file that will go with the next message of a room. */
export interface PendingFile {
  readonly id: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly kind: Attachment['kind'];
  /** A picture to show while it has no address yet. */
  readonly preview: string | null;
  /** How much has arrived: 0–1. */
  readonly progress: number;
  /** What the server made of it; then it can be sent. */
  readonly attachment: Attachment | null;
  /** Why it did not arrive. */
  readonly failure: { readonly code: FailureCode; readonly detail: string } | null;
}

export function kindOf({ type }: Pick<File, 'type'>): Attachment['kind'] {
  if (/^image\/(png|jpeg|gif|webp)$/.test(type)) return 'image';
  return /^audio\/(webm|ogg|mpeg|mp4|x-m4a|wav|x-wav)/.test(type) ? 'audio' : 'file';
}

/** What can be told without asking the server. */
export function isTooLarge({ size, type }: Pick<File, 'size' | 'type'>): boolean {
  return size > (kindOf({ type }) === 'audio' ? limits.audio : limits.file);
}

/** How many more fit on the message. */
export const remainingSlots = (files: readonly PendingFile[]): number => limits.attachmentsPerMessage - files.length;

/** Everything has arrived, and there is something. */
export const isReadyToSend = (files: readonly PendingFile[]): boolean =>
  files.length > 0 && files.every(({ attachment }) => attachment !== null && attachment.status !== 'refused');

export const withChange = (
  files: readonly PendingFile[],
  id: string,
  change: Partial<PendingFile>,
): readonly PendingFile[] => files.map((file) => (file.id === id ? { ...file, ...change } : file));

/** What was uploaded before this page was opened. */
export const restoredFile = (attachment: Attachment): PendingFile => ({
  id: attachment.id,
  name: attachment.name,
  size: attachment.size,
  kind: attachment.kind,
  preview: null,
  progress: 1,
  attachment,
  failure: null,
});
