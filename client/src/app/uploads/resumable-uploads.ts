import { inject, Injectable } from '@angular/core';
import type { Attachment } from '@api/timeline/message.dto.ts';
import type { DetailedError, Upload } from 'tus-js-client';
import { API } from '../api/api.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { problemOfTusError } from './tus-problem.ts';
import { Session } from '../auth/session.ts';

/** Bytes that travel in one request: what a proxy may hold back, and what a lost network costs at most. */
const CHUNK_BYTES = 5_000_000;
/** Between two tries without any progress: about three minutes until its owner is asked. */
const RETRY_DELAYS_MS = [0, 1000, 3000, 5000, 10_000, 15_000, 20_000, 30_000, 30_000, 30_000, 30_000];

export interface UploadRequest {
  file: File;
  /** With a recording: 64 steps of loudness, 0–100. */
  waveform?: readonly number[] | undefined;
  /** Hears how much has arrived: 0–1. */
  progress: (share: number) => void;
  /** Gives it up, here and on the server. */
  signal: AbortSignal;
}

/** Brings files to the server by the tus protocol: what has arrived need not be sent again after a lost network. */
@Injectable({ providedIn: 'root' })
export class ResumableUploads {
  private readonly session = inject(Session);

  /** Rejects with an `ApiProblem`; never settles once it was given up. */
  async upload({ file, waveform, progress, signal }: UploadRequest): Promise<Attachment> {
    const { Upload } = await import('tus-js-client');
    return new Promise((resolve, reject) => {
      const upload: Upload = new Upload(file, {
        endpoint: `${API}/uploads/resumable`,
        chunkSize: CHUNK_BYTES,
        retryDelays: RETRY_DELAYS_MS,
        // A service worker would answer for a network that is away.
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
      const giveUp = () => void upload.abort(true).catch(() => undefined);
      signal.addEventListener('abort', giveUp, { once: true });
      if (signal.aborted) return;
      upload.start();
    });
  }

  /** The token of the moment, and a fresh one for the request after a refusal. */
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
        // The library takes any refusal of HEAD for an upload that is gone, and would begin anew; who is away comes back.
        if (request.getMethod() === 'HEAD' && (expired || response.getStatus() >= 500))
          throw new Error('Not to be had now');
      },
    };
  }
}

/** No answer, a fault of the server, too much at once, or a token that ran out on the way. */
function isTransient(error: Error | DetailedError): boolean {
  const problem = problemOfTusError(error);
  return (
    problem instanceof ApiProblem &&
    (problem.status === 0 || problem.status >= 500 || [401, 409, 423, 429].includes(problem.status)) &&
    problem.status !== 507
  );
}
