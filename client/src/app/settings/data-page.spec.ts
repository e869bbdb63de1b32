import { HttpTestingController } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setUp } from '../testing/page.ts';
import { DataPage } from './data-page.ts';

const PATH = '/api/v1/users/me/export';
const requestedAt = '2026-11-20T10:00:00.000Z';
const making = { requestedAt, readyAt: null };
const ready = { requestedAt, readyAt: '2026-11-20T10:01:00.000Z' };
const never = { requestedAt: null, readyAt: null };

describe('the data export page', () => {
  let page: ComponentFixture<DataPage>;
  let http: HttpTestingController;
  const pageText = () => (page.nativeElement as HTMLElement).textContent;
  const answered = async () => {
    await vi.advanceTimersByTimeAsync(20);
    page.detectChanges();
  };
  const press = async (name: string) => {
    const buttons = [...(page.nativeElement as HTMLElement).querySelectorAll('button')];
    buttons.find((button) => button.textContent.trim() === name)?.click();
    await answered();
  };

  beforeEach(async () => {
    await setUp();
    vi.useFakeTimers();
    http = TestBed.inject(HttpTestingController);
    page = TestBed.createComponent(DataPage);
    page.detectChanges();
    await answered();
  });
  afterEach(() => vi.useRealTimers());

  it('offers to start, shows the progress, polls, and offers the file', async () => {
    http.expectOne(PATH).flush(never);
    await answered();
    await press('Put my data together');
    http.expectOne({ method: 'POST', url: PATH }).flush({ ...making });
    await answered();
    expect(pageText()).toContain('is being put together');

    await vi.advanceTimersByTimeAsync(3000);
    http.expectOne(PATH).flush({ ...making });
    await answered();
    await vi.advanceTimersByTimeAsync(3000);
    http.expectOne(PATH).flush(ready);
    await answered();
    expect(pageText()).toContain('kept for seven days');
    await vi.advanceTimersByTimeAsync(10_000);
    http.verify();
  });

  it('polls again after a request without an answer', async () => {
    http.expectOne(PATH).flush({ ...making });
    await answered();
    await vi.advanceTimersByTimeAsync(3000);
    http.expectOne(PATH).error(new ProgressEvent('error'));
    await answered();
    expect(pageText()).toContain('is being put together');
    await vi.advanceTimersByTimeAsync(3000);
    http.expectOne(PATH).flush(ready);
  });

  it('saves the file under its name', async () => {
    const saved: string[] = [];
    URL.createObjectURL = () => 'blob:data';
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push(this.download);
    });
    http.expectOne(PATH).flush(ready);
    await answered();
    await press('Download');
    http.expectOne(PATH).flush(ready);
    await answered();
    http.expectOne(`${PATH}/content`).flush(new Blob(['{}']));
    await answered();
    expect(saved).toEqual(['parley-data.json']);
  });

  it('shows why there is no file', async () => {
    http.expectOne(PATH).flush(ready);
    await answered();
    await press('Download');
    http.expectOne(PATH).flush(ready);
    await answered();
    const refusal = new Blob([JSON.stringify({ title: '', detail: '', code: 'too_many_requests', status: 429 })]);
    http.expectOne(`${PATH}/content`).flush(refusal, { status: 429, statusText: 'Too Many Requests' });
    vi.useRealTimers();
    await new Promise((done) => setTimeout(done, 50));
    page.detectChanges();
    expect(pageText()).toContain('Too many tries');
  });
});
