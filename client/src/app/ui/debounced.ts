import { debounced as debouncedResource, type Signal } from '@angular/core';

/**
 * The value of a source once it has not changed for some milliseconds. Needs an injection context. The only use of
 * Angular's `debounced`, which is experimental.
 */
export const debounced = <T>(source: () => T, waitMs: number): Signal<T> => debouncedResource(source, waitMs).value;
