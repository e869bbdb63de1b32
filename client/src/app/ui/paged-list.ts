import { computed, linkedSignal, resource, signal, untracked } from '@angular/core';
import type { Page } from '@api/common/page.ts';

/**
 * A list that comes in pages: the first whenever `params` change, the others when asked for. What is on the screen
 * stays there until the answer to other params has come.
 */
export function pagedList<T, P>(params: () => P, load: (params: P, cursor?: string) => Promise<Page<T>>) {
  const first = resource({ params: () => ({ params: params() }), loader: ({ params }) => load(params.params) });
  const page = linkedSignal<Page<T> | undefined, Page<T> | undefined>({
    source: () => (first.hasValue() ? first.value() : undefined),
    computation: (answer, before) => answer ?? before?.value,
  });
  const loadingMore = signal(false);
  const moreFailed = linkedSignal<unknown, unknown>({ source: page, computation: () => null });

  return {
    items: computed(() => page()?.items ?? []),
    loaded: computed(() => page() !== undefined),
    /** As far as it is loaded. */
    page: page.asReadonly(),
    hasMore: computed(() => (page()?.next ?? null) !== null),
    busy: computed(() => first.isLoading() || loadingMore()),
    /** Why the first page is missing; it is tried again by `reload`. */
    error: first.error,
    /** Why the next page is missing; it is tried again by `more`. */
    moreFailed: moreFailed.asReadonly(),
    reload: () => void first.reload(),
    async more(): Promise<void> {
      const before = untracked(page);
      if (!before?.next || untracked(loadingMore)) return;
      loadingMore.set(true);
      try {
        const next = await load(untracked(params), before.next);
        // Another first page may have come meanwhile: then this one belongs to nothing.
        page.update((now) => (now === before ? { ...next, items: [...before.items, ...next.items] } : now));
      } catch (error) {
        moreFailed.set(error);
      } finally {
        loadingMore.set(false);
      }
    },
    /** What is known of one item without asking again. */
    update(change: (item: T) => T): void {
      page.update((now) => now && { ...now, items: now.items.map(change) });
    },
    /** What is known of all items without asking again. */
    change(change: (items: readonly T[]) => T[]): void {
      page.update((now) => now && { ...now, items: change(now.items) });
    },
  };
}
