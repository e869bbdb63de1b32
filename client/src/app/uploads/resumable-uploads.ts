import { inject, Injectable } from '@angular/core';
import type { Attachment } from '@api/timeline/message.dto.ts';
import type { DetailedError, Upload as TusUpload } from 'tus-js-client';
import { API } from '../api/api.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { problemOfTusError } from './tus-problem.ts';
import { Session } from '../auth/session.ts';

/** Size of a single request: what a proxy may buffer, and what a lost connection costs at most. */
const CHUNK_BYTES = 5_000_000;
/** Between attempts without progress; after about three minutes the upload fails. */
const RETRY_DELAYS_MS = [0, 1000, 3000, 5000, 10_000, 15_000, 20_000, 30_000, 30_000, 30_000, 30_000];

/** The server takes five of a person, from all their devices. */
const MAX_AT_ONCE = 3;

export interface UploadRequest {
  file: File;
  /** Of a recording: 64 volume levels, 0–100. */
  waveform?: readonly number[] | undefined;
  /** Called with the uploaded share: 0–1. */
  progress: (share: number) => void;
  /** Aborts the upload, here and on the server. */
  signal: AbortSignal;
}

/** Uploads files by the tus protocol, which resumes after a lost connection. */
@Injectable({ providedIn: 'root' })
export class ResumableUploads {
  private readonly session = inject(Session);

  private active = 0;
  private readonly waiting: (() => void)[] = [];

  /** Waits for its turn. Rejects with an `ApiProblem`; never settles once aborted. */
  async upload(request: UploadRequest): Promise<Attachment> {
    const { Upload } = await import('tus-js-client');
    await this.turn(request.signal);
    const ended = this.endOnce();
    request.signal.addEventListener('abort', ended, { once: true });
    if (request.signal.aborted) ended();
    return this.send(Upload, request).finally(ended);
  }

  /** Never settles once aborted. */
  private async turn(signal: AbortSignal): Promise<void> {
    if (this.active < MAX_AT_ONCE && !signal.aborted) this.active++;
    else
      await new Promise<void>((begin) => {
        if (signal.aborted) return;
        this.waiting.push(begin);
        signal.addEventListener('abort', () => this.leaveQueue(begin), { once: true });
      });
  }

  private leaveQueue(begin: () => void): void {
    const at = this.waiting.indexOf(begin);
    if (at >= 0) this.waiting.splice(at, 1);
  }

  /** Passes the place on to the next one that waits. */
  private endOnce(): () => void {
    let hasEnded = false;
    return () => {
      if (hasEnded) return;
      hasEnded = true;
      const next = this.waiting.shift();
      if (next) next();
      else this.active--;
    };
  }

  private send(Upload: typeof TusUpload, { file, waveform, progress, signal }: UploadRequest): Promise<Attachment> {
    return new Promise((resolve, reject) => {
      const upload = new Upload(file, {
        endpoint: `${API}/uploads/resumable`,
        chunkSize: CHUNK_BYTES,
        retryDelays: RETRY_DELAYS_MS,
        // The service worker would answer itself while the network is away.
        headers: { 'ngsw-bypass': 'true' },
        storeFingerprintForResuming: false,
        metadata: {
          filename: file.name,
          filetype: file.type.split(';')[0] ?? '',
          ...(waveform && { waveform: JSON.stringify(waveform) }),
        },
        ...this.identity(),
        onProgress: (sent, total) => progress(total > 0 ? sent / total : 1),
        onShouldRetry: (error) => isTransient(error),
        onError: (error) => reject(problemOfTusError(error)),
        onSuccess: ({ lastResponse }) => resolve(JSON.parse(lastResponse.getBody()) as Attachment),
      });
      const abort = () => void upload.abort(true).catch(() => undefined);
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) return;
      upload.start();
    });
  }

  /** Sends the current token, renewed after a 401. */
  private identity() {
    let expired = false;
    return {
      onBeforeRequest: async (request: { setHeader(name: string, value: string): void }) => {
        if (expired) await this.session.renew();
        expired = false;
        request.setHeader('Authorization', `Bearer ${this.session.token() ?? ''}`);
      },
      onAfterResponse: (request: { getMethod(): string }, response: { getStatus(): number }) => {
        expired = response.getStatus() === 401;
        // The library takes any error status of HEAD for an upload that is gone and would start over; these are transient.
        if (request.getMethod() === 'HEAD' && (expired || response.getStatus() >= 500))
          throw new Error('Not to be had now');
      },
    };
  }
}

/**
 * Whether a retry can succeed: no answer, a server error, a rate limit, a lock, or an expired token; not a full quota.
 */
function isTransient(error: Error | DetailedError): boolean {
  const problem = problemOfTusError(error);
  return (
    problem instanceof ApiProblem &&
    (problem.status === 0 || problem.status >= 500 || [401, 409, 423, 429].includes(problem.status)) &&
    problem.status !== 507
  );
}
