import { inject, Injectable } from '@angular/core';
import type { SignedFile, SignedFiles } from '@api/uploads/uploads.dto.ts';
import { limits } from '@api/shared/limits.ts';
import { Api } from '../api/api.ts';

/** Not the last moment: what is asked for now may be fetched a little later. */
const EXPIRY_MARGIN_MS = 60_000;
/** A screen full of pictures asks once. */
const BATCH_WINDOW_MS = 15;

/**
 * Addresses with a signature, which `<img>` and `<audio>` need because they cannot show a token. They live for minutes,
 * so they are asked for when something is shown, all of a screen together.
 */
@Injectable({ providedIn: 'root' })
export class SignedUrls {
  private readonly api = inject(Api);
  private readonly known = new Map<string, SignedFile>();
  private batch: { ids: Set<string>; answer: Promise<void> } | null = null;

  /** @returns undefined when one has no right to it, or no more */
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

  /** It did not open: the next one asks anew. */
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
