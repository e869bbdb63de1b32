import { inject, Injectable, signal } from '@angular/core';
import type { OwnPoll } from '@api/timeline/poll.dto.ts';
import { Api } from '../api/api.ts';

/** Polls as the server answers them to the reader alone: with their own choice, and results that others do not see yet. */
@Injectable({ providedIn: 'root' })
export class PollsStore {
  private readonly api = inject(Api);
  private readonly polls = signal<ReadonlyMap<string, OwnPoll>>(new Map());
  private readonly loading = new Set<string>();

  /** By message; undefined before it was asked for. */
  own(messageId: string): OwnPoll | undefined {
    return this.polls().get(messageId);
  }

  /** Without an answer it is asked for again by the next reader. */
  async load(messageId: string): Promise<void> {
    if (this.loading.has(messageId)) return;
    this.loading.add(messageId);
    try {
      this.hold(messageId, await this.api.get<OwnPoll>(`/messages/${messageId}/poll`));
    } catch {
      // Offline, or not to be read any more: the message shows what it knows.
    } finally {
      this.loading.delete(messageId);
    }
  }

  /** @throws ApiProblem when the server refuses it or is not reached */
  async vote(messageId: string, optionIds: readonly string[]): Promise<void> {
    this.hold(messageId, await this.api.put<OwnPoll>(`/messages/${messageId}/poll/votes`, { optionIds }));
  }

  /** @throws ApiProblem */
  async addOption(messageId: string, text: string): Promise<void> {
    this.hold(messageId, await this.api.post<OwnPoll>(`/messages/${messageId}/poll/options`, { text }));
  }

  /** @throws ApiProblem */
  async close(messageId: string): Promise<void> {
    this.hold(messageId, await this.api.post<OwnPoll>(`/messages/${messageId}/poll/close`));
  }

  private hold(messageId: string, poll: OwnPoll): void {
    this.polls.update((polls) => new Map(polls).set(messageId, poll));
  }
}
