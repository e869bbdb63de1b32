import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Problem } from '../../common/problem.ts';
import { byteRange } from '../storage/byte-range.ts';
import type { FileDownload } from './downloads.service.ts';
import { RunningDownloads } from './running-downloads.ts';
import { MissingFile, Storage } from '../storage/storage.ts';

/** A connection that takes no bytes for this long is closed. */
const STALLED_MS = 60_000;

/** Sends files with headers that keep a browser from taking them for anything but the declared type. */
@Injectable()
export class FileResponses {
  constructor(
    private readonly storage: Storage,
    private readonly running: RunningDownloads,
  ) {}

  async send(
    request: Request,
    response: Response,
    { key, mime, disposition, tag, cache = 'private, no-store', right }: FileDownload,
  ): Promise<void> {
    response.set({
      'Content-Type': mime,
      'Content-Disposition': disposition,
      'Content-Security-Policy': `default-src 'none'; sandbox`,
      'Cross-Origin-Resource-Policy': 'same-site',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': cache,
      'Accept-Ranges': 'bytes',
      ETag: `"${tag}"`,
    });
    try {
      await this.running.track(response, right, () => this.stream(request, response, key, tag));
    } catch (error) {
      if (response.headersSent) return void response.destroy(); // the client or the storage ended the transfer
      for (const name of ['Content-Disposition', 'Content-Length', 'ETag', 'Accept-Ranges'])
        response.removeHeader(name);
      throw error instanceof MissingFile ? new Problem('attachment_not_found') : error;
    }
  }

  private async stream(request: Request, response: Response, key: string, tag: string): Promise<void> {
    const size = await this.storage.size(key);
    if (request.fresh) return void response.status(304).end();
    const range = this.rangeOf(request, response, tag, size);
    response.set('Content-Length', String(range ? range.end - range.start + 1 : size));
    if (range) response.status(206).set('Content-Range', `bytes ${range.start}-${range.end}/${size}`);
    if (request.method === 'HEAD' || size === 0) return void response.end();
    response.setTimeout(STALLED_MS, () => response.destroy());
    await pipeline(await this.storage.open(key, range), response);
  }

  /** `If-Range` with another version than the stored version requests the whole file (RFC 9110, 13.1.5). */
  private rangeOf(request: Request, response: Response, tag: string, size: number) {
    const condition = request.get('if-range');
    if (condition && condition !== `"${tag}"`) return undefined;
    try {
      return byteRange(request, size);
    } catch (error) {
      response.set('Content-Range', `bytes */${size}`);
      throw error;
    }
  }
}
