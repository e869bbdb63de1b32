import { limits } from '@api/shared/limits.ts';
import type { FailureCode } from '../api/api-problem.ts';
import type { Attachment } from '@api/timeline/message.dto.ts';

/** What is known of a recording before the server has it. */
export interface VoiceDetails {
  readonly waveform: readonly number[];
  readonly durationMs: number;
}

/** A file that is attached to the draft of a conversation. */
export interface PendingFile {
  readonly id: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly kind: Attachment['kind'];
  /** Set for a voice message. */
  readonly voice: VoiceDetails | null;
  /** Object URL of an image or sound that is still being uploaded. */
  readonly preview: string | null;
  /** Share of the file that is uploaded: 0–1. */
  readonly progress: number;
  /** Set once it is uploaded and can be sent. */
  readonly attachment: Attachment | null;
  /** Why the upload failed. */
  readonly failure: { readonly code: FailureCode; readonly detail: string } | null;
}

export function kindOf({ type }: Pick<File, 'type'>): Attachment['kind'] {
  if (/^image\/(png|jpeg|gif|webp)$/.test(type)) return 'image';
  return /^audio\/(webm|ogg|mpeg|mp4|x-m4a|wav|x-wav|flac|x-flac|aac)/.test(type) ? 'audio' : 'file';
}

/** Checked before the upload; the server has the same limits. */
export const isTooLarge = ({ size }: Pick<File, 'size'>, isVoiceMessage: boolean, maxBytes = limits.file): boolean =>
  size > (isVoiceMessage ? Math.min(limits.audio, maxBytes) : maxBytes);

/** How many more files the message can hold. */
export const remainingSlots = (files: readonly PendingFile[]): number => limits.attachmentsPerMessage - files.length;

/** Whether there are files, all uploaded and none refused. */
export const isReadyToSend = (files: readonly PendingFile[]): boolean =>
  files.length > 0 && files.every(({ attachment }) => attachment !== null && attachment.status !== 'refused');

export const withChange = (
  files: readonly PendingFile[],
  id: string,
  change: Partial<PendingFile>,
): readonly PendingFile[] => files.map((file) => (file.id === id ? { ...file, ...change } : file));

/** A file that was uploaded before this page was opened. */
export const restoredFile = (attachment: Attachment): PendingFile => ({
  id: attachment.id,
  name: attachment.name,
  size: attachment.size,
  kind: attachment.kind,
  voice: attachment.waveform && { waveform: attachment.waveform, durationMs: attachment.durationMs ?? 0 },
  preview: null,
  progress: 1,
  attachment,
  failure: null,
});
