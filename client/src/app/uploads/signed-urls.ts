import { inject, Injectable } from '@angular/core';
import type { SignedFile, SignedFiles } from '@api/uploads/uploads.dto.ts';
import { limits } from '@api/shared/limits.ts';
import { Api } from '../api/api.ts';

/** An address is renewed so long before it expires, as it may be fetched a little later. */
const EXPIRY_MARGIN_MS = 60_000;
/** Addresses that are needed within this time are requested together. */
const BATCH_WINDOW_MS = 15;

/**
 * Signed addresses of files, which `<img>` and `<audio>` need because they cannot send a token. They expire within
 * minutes, so they are requested when a file is shown, all of a screen in a single request.
 */
@Injectable({ providedIn: 'root' })
export class SignedUrls {
  private readonly api = inject(Api);
  private readonly known = new Map<string, SignedFile>();
  private batch: { ids: Set<string>; answer: Promise<void> } | null = null;

  /** @returns undefined when the signed-in person has no right to the file, or no longer has it */
  async get(id: string): Promise<SignedFile | undefined> {
    const known = this.known.get(id);
    if (known && Date.parse(known.expiresAt) - EXPIRY_MARGIN_MS > Date.now()) return known;
    this.known.delete(id);
    const full = (this.batch?.ids.size ?? 0) >= limits.pageSize;
    if (!this.batch || full) this.batch = this.openBatch();
    this.batch.ids.add(id);
    await this.batch.answer;
    return this.known.get(id);
  }

  /** Forgets an address that did not load; the next `get` requests a new address. */
  invalidate(id: string): void {
    this.known.delete(id);
  }

  private openBatch() {
    const ids = new Set<string>();
    const answer = new Promise((resolve) => setTimeout(resolve, BATCH_WINDOW_MS)).then(async () => {
      if (this.batch?.ids === ids) this.batch = null;
      const { items } = await this.api.post<SignedFiles>('/uploads/urls', { ids: [...ids] });
      for (const item of items) this.known.set(item.id, item);
    });
    return { ids, answer };
  }
}
