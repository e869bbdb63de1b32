import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { type AccessEnd, RealtimeService } from '../../transport/realtime.service.ts';

/** By which right a file is sent. */
export interface DownloadRight {
  userId: string;
  sessionId: string;
  /** Null before the file is sent with a message. */
  roomId: string | null;
}

/** The downloads under way on this node: each ends with the right to it, as sockets do. */
@Injectable()
export class RunningDownloads {
  private readonly running = new Map<Response, DownloadRight>();

  constructor(realtime: RealtimeService) {
    realtime.onAccessEnd((end) => this.cut(end));
  }

  /** Sends a file; the answer is cut off when the right to it ends. */
  async track(response: Response, right: DownloadRight | undefined, send: () => Promise<void>): Promise<void> {
    if (right) this.running.set(response, right);
    try {
      await send();
    } finally {
      this.running.delete(response);
    }
  }

  private cut(end: AccessEnd): void {
    for (const [response, right] of this.running) if (isEnded(right, end)) response.destroy();
  }
}

function isEnded({ userId, sessionId, roomId }: DownloadRight, end: AccessEnd): boolean {
  if ('sessionId' in end) return end.sessionId === sessionId;
  return end.roomId === roomId && (!('userId' in end) || end.userId === userId);
}
