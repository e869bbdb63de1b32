import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { SidebarWidth } from './sidebar-width.ts';

describe('the width of the room list', () => {
  const fresh = () => {
    TestBed.resetTestingModule();
    return TestBed.inject(SidebarWidth);
  };

  beforeEach(() => localStorage.clear());

  it('stays within its bounds, and on this device', () => {
    fresh().set(350.4);
    expect(fresh().px()).toBe(350);
    fresh().set(5000);
    expect(fresh().px()).toBe(480);
    fresh().set(180);
    expect(fresh().px()).toBe(220);
  });

  it('is nothing once it was dragged shut, and comes back as it was', () => {
    fresh().set(400);
    fresh().set(100);
    const width = fresh();
    expect([width.px(), width.isHidden()]).toEqual([0, true]);
    width.toggle();
    expect(fresh().px()).toBe(400);
  });

  it.each(['', 'null', '7', '{"px":"wide"}', '{"px":4}'])('is the default for a stored %j', (text) => {
    localStorage.setItem('parley.sidebar', text);
    expect(fresh().px()).toBe(304);
  });
});
