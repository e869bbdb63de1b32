import { ArrayMaxSize, ArrayUnique, IsBoolean, IsOptional, IsUUID } from 'class-validator';
import type { ProblemCode } from '../common/problem.ts';
import { Text } from '../common/validation/text.ts';
import { Timestamp } from '../common/validation/timestamp.ts';
import { OptionalNotNull } from '../common/validation/validation.ts';
import { limits } from '../shared/limits.ts';
import { Attachment } from '../timeline/message.dto.ts';

export const SCHEDULED_STATES = ['waiting', 'failed'] as const;
export type ScheduledState = (typeof SCHEDULED_STATES)[number];

/** A message that the caller has scheduled, until it is sent. Only the caller sees it. */
export class ScheduledEntry {
  /** The `clientId` of the message that it becomes. */
  id: string;
  roomId: string;
  body: string;
  replyToId: string | null;
  /** The thread that it will belong to. */
  threadId: string | null;
  /** Whether a reply in a thread will stand in the room as well. */
  alsoInRoom: boolean;
  attachmentIds: string[];
  sendAt: string;
  /** `failed`: it was refused at its time, and is kept until it is changed, sent or removed. */
  state: ScheduledState;
  /** Why it was refused; null while it waits. */
  problem: ProblemCode | null;
  createdAt: string;
}

export class Scheduled extends ScheduledEntry {
  /** Those of its files that are there still. */
  attachments: Attachment[];
  /** False once the caller has left the room, or it is gone. */
  isMember: boolean;
}

export class ScheduledPage {
  items: Scheduled[];
  next: string | null;
}

export class ScheduleMessage {
  /** Chosen by the client for this message; a repeat returns what is scheduled. The message is sent with it. */
  @IsUUID()
  clientId: string;

  /** May be empty only with attachments. */
  @Text(0, () => limits.messageBody, { lines: true })
  body: string;

  /** A message of the same room. */
  @OptionalNotNull()
  @IsUUID()
  replyToId?: string;

  /** A message of the same room: the reply belongs to its thread. */
  @OptionalNotNull()
  @IsUUID()
  threadId?: string;

  /** Only with `threadId`: whether the reply stands in the room as well. Absent: it does not. */
  @OptionalNotNull()
  @IsBoolean()
  alsoInRoom?: boolean;

  /** Own uploads that were not sent before; they are kept until the message is sent or removed. */
  @OptionalNotNull()
  @IsUUID(undefined, { each: true })
  @ArrayUnique()
  @ArrayMaxSize(limits.attachmentsPerMessage)
  attachmentIds?: string[];

  /**
   * When to send it: in the future, at most 365 days ahead.
   * @example '2026-11-20T09:00:00Z'
   */
  @Timestamp()
  sendAt: string;
}

/** What is absent stays as it is. */
export class ChangeScheduled {
  @OptionalNotNull()
  @Text(0, () => limits.messageBody, { lines: true })
  body?: string;

  /** Null removes the reply. */
  @IsOptional()
  @IsUUID()
  replyToId?: string | null;

  @OptionalNotNull()
  @IsUUID(undefined, { each: true })
  @ArrayUnique()
  @ArrayMaxSize(limits.attachmentsPerMessage)
  attachmentIds?: string[];

  /** In the future, at most 365 days ahead. What has failed waits again. */
  @OptionalNotNull()
  @Timestamp()
  sendAt?: string;
}
