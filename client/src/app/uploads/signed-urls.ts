import { inject, Injectable } from '@angular/core';
import type { SignedFile, SignedFiles } from '@api/uploads/uploads.dto.ts';
import { limits } from '@api/shared/limits.ts';
import { Api } from '../api/api.ts';

/** Not the last moment: what is asked for now may be fetched a little later. */
const MARGIN = 60_000;
/** A screen full of pictures asks once. */
const GATHER = 15;

/**
 * Addresses with a signature, which `<img>` and `<audio>` need because they cannot show a token. They live for minutes,
 * so they are asked for when something is shown, all of a screen together.
 */
@Injectable({ providedIn: 'root' })
export class FileAddresses {
  private readonly api = inject(Api);
  private readonly known = new Map<string, SignedFile>();
  private gathering: { ids: Set<string>; answer: Promise<void> } | null = null;

  /** @returns undefined when one has no right to it, or no more */
  async of(id: string): Promise<SignedFile | undefined> {
    const known = this.known.get(id);
    if (known && Date.parse(known.expiresAt) - MARGIN > Date.now()) return known;
    this.known.delete(id);
    const full = (this.gathering?.ids.size ?? 0) >= limits.pageSize;
    if (!this.gathering || full) this.gathering = this.gather();
    this.gathering.ids.add(id);
    await this.gathering.answer;
    return this.known.get(id);
  }

  /** It did not open: the next one asks anew. */
  forget(id: string): void {
    this.known.delete(id);
  }

  private gather() {
    const ids = new Set<string>();
    const answer = new Promise((resolve) => setTimeout(resolve, GATHER)).then(async () => {
      if (this.gathering?.ids === ids) this.gathering = null;
      const { items } = await this.api.post<SignedFiles>('/uploads/urls', { ids: [...ids] });
      for (const item of items) this.known.set(item.id, item);
    });
    return { ids, answer };
  }
}
