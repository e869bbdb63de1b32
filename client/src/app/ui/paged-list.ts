import { computed, linkedSignal, resource, signal, untracked } from '@angular/core';
import type { Page } from '@api/common/page.ts';

/**
 * A list that is loaded in pages: the first page whenever `params` change, the others on request. The items stay until
 * the answer to changed params has arrived.
 */
export function pagedList<T, P>(params: () => P, load: (params: P, cursor?: string) => Promise<Page<T>>) {
  const first = resource({ params: () => ({ params: params() }), loader: ({ params }) => load(params.params) });
  const page = linkedSignal<Page<T> | undefined, Page<T> | undefined>({
    source: computed(() => (first.hasValue() ? first.value() : undefined)),
    computation: (answer, before) => answer ?? before?.value,
  });
  const loadingMore = signal(false);
  const moreFailed = linkedSignal<unknown, unknown>({ source: page, computation: () => null });

  return {
    items: computed(() => page()?.items ?? []),
    loaded: computed(() => page() !== undefined),
    /** The loaded items and the cursor of the next page. */
    page: page.asReadonly(),
    hasMore: computed(() => (page()?.next ?? null) !== null),
    busy: computed(() => first.isLoading() || loadingMore()),
    /** Why the first page could not be loaded; `reload` tries again. */
    error: first.error,
    /** Why the next page could not be loaded; `more` tries again. */
    moreFailed: moreFailed.asReadonly(),
    reload: () => void first.reload(),
    async more(): Promise<void> {
      const before = untracked(page);
      if (!before?.next || untracked(loadingMore)) return;
      loadingMore.set(true);
      try {
        const next = await load(untracked(params), before.next);
        // Dropped if another first page has been loaded meanwhile.
        page.update((now) => (now === before ? { ...next, items: [...before.items, ...next.items] } : now));
      } catch (error) {
        moreFailed.set(error);
      } finally {
        loadingMore.set(false);
      }
    },
    /** Changes items without a request. */
    update(change: (item: T) => T): void {
      page.update((now) => now && { ...now, items: now.items.map(change) });
    },
    /** Replaces all items without a request. */
    change(change: (items: readonly T[]) => T[]): void {
      page.update((now) => now && { ...now, items: change(now.items) });
    },
  };
}
