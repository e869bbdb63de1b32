import type { PushDeviceEntity } from './push-device.entity.ts';
import type { PushDevice, PushLogEntry } from './push.dto.ts';

/** A device, and what its browser called itself when its session began. */
export type NamedPushDevice = PushDeviceEntity & { device: string };

/** A decision about a push, as it is read. */
export type LoggedPush = Omit<PushLogEntry, 'decidedAt' | 'sentAt' | 'shownAt'> & {
  decidedAt: Date;
  sentAt: Date | null;
  shownAt: Date | null;
  /** The id of the device, also of one that is gone. */
  key: string;
};

/** Endpoint, keys and secret stay out: who has them can send to the browser. */
export const pushDeviceView = (
  { id, content, endpoint, device, createdAt, seenAt, sentAt, shownAt, sessionId }: NamedPushDevice,
  currentSessionId: string | null,
): PushDevice => ({
  id,
  content,
  service: new URL(endpoint).host,
  device,
  createdAt: createdAt.toISOString(),
  seenAt: seenAt.toISOString(),
  sentAt: sentAt?.toISOString() ?? null,
  shownAt: shownAt?.toISOString() ?? null,
  current: sessionId === currentSessionId,
});

export const pushLogEntry = (row: LoggedPush): PushLogEntry => ({
  messageId: row.messageId,
  roomId: row.roomId,
  deviceId: row.deviceId,
  kind: row.kind,
  reason: row.reason,
  decidedAt: row.decidedAt.toISOString(),
  sentAt: row.sentAt?.toISOString() ?? null,
  shownAt: row.shownAt?.toISOString() ?? null,
  tries: row.tries,
});
