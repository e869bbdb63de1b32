import { Component } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { setUp } from '../testing/page.ts';
import { Tooltip } from './tooltip.ts';

@Component({ imports: [Tooltip], template: '<button matTooltip="Emoji">E</button>' })
class Page {}

describe('a tooltip', () => {
  let page: ComponentFixture<Page>;
  const button = () => (page.nativeElement as HTMLElement).querySelector('button');
  const press = (key: string) => document.dispatchEvent(new KeyboardEvent('keydown', { key }));
  const shown = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    page.detectChanges();
    return document.querySelector('mat-tooltip-component')?.textContent.trim() ?? null;
  };

  beforeEach(async () => {
    await setUp();
    page = TestBed.createComponent(Page);
    document.body.append(page.nativeElement as HTMLElement);
    page.detectChanges();
  });

  it('is shown when a key moves the focus to its button', async () => {
    press('Tab');
    button()?.focus();
    expect(await shown()).toBe('Emoji');
    button()?.blur();
    expect(await shown()).toBeNull();
  });

  it('is not shown when the focus returns from a dialog that a key closed', async () => {
    press('Escape');
    button()?.focus();
    expect(await shown()).toBeNull();
  });

  it('goes when its button is pressed', async () => {
    button()?.dispatchEvent(new MouseEvent('mouseenter', { clientX: 3, clientY: 3 }));
    expect(await shown()).toBe('Emoji');
    button()?.click();
    expect(await shown()).toBeNull();
  });
});
