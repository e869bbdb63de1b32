import { ApplicationRef, Injector, runInInjectionContext, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { Page } from '@api/common/page.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { pagedList } from './paged-list.ts';

describe('a list in pages', () => {
  const wanted = signal('a');
  let fail = false;
  let list: ReturnType<typeof pagedList<string, string>>;

  // Pages of two: a1 a2 | a3
  const load = (params: string, cursor?: string): Promise<Page<string>> => {
    if (fail) return Promise.reject(new Error('no answer'));
    return Promise.resolve(
      cursor ? { items: [`${params}3`], next: null } : { items: [`${params}1`, `${params}2`], next: 'on' },
    );
  };
  const settled = () => TestBed.inject(ApplicationRef).whenStable();

  beforeEach(async () => {
    fail = false;
    wanted.set('a');
    list = runInInjectionContext(TestBed.inject(Injector), () => pagedList(wanted, load));
    list.items();
    await settled();
    list.items(); // as a page does that shows it
  });

  it('loads the first page and then the others up to the last', async () => {
    expect(list.items()).toEqual(['a1', 'a2']);
    expect(list.hasMore()).toBe(true);
    await list.more();
    expect(list.items()).toEqual(['a1', 'a2', 'a3']);
    expect(list.hasMore()).toBe(false);
  });

  it('keeps its items until the answer to changed params has arrived', async () => {
    wanted.set('b');
    expect(list.items()).toEqual(['a1', 'a2']);
    await settled();
    expect(list.items()).toEqual(['b1', 'b2']);
  });

  it('keeps the further pages while the first one is asked for again', async () => {
    await list.more();
    list.reload();
    expect(list.items()).toEqual(['a1', 'a2', 'a3']);
    await settled();
    expect(list.items()).toEqual(['a1', 'a2']);
  });

  it('drops a page that belongs to earlier params', async () => {
    const late = list.more();
    wanted.set('b');
    list.items();
    await settled();
    await late;
    expect(list.items()[0]).toBe('b1');
    expect(list.items()).not.toContain('a3');
  });

  it('reports that the next page failed, and loads it on a retry', async () => {
    fail = true;
    await list.more();
    expect(list.moreFailed()).toBeInstanceOf(Error);
    expect(list.items()).toEqual(['a1', 'a2']);
    fail = false;
    await list.more();
    expect(list.moreFailed()).toBeNull();
    expect(list.items()).toHaveLength(3);
  });

  it('changes one item without a request', () => {
    list.update((item) => (item === 'a2' ? 'changed' : item));
    expect(list.items()).toEqual(['a1', 'changed']);
  });
});
