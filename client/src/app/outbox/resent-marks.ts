import { Injectable, signal } from '@angular/core';

/** The own messages that this page has sent again because a failover of the server's database had lost them. */
@Injectable({ providedIn: 'root' })
export class ResentMarks {
  private readonly clientIds = signal<ReadonlySet<string>>(new Set());

  has(clientId: string | null | undefined): boolean {
    return clientId !== null && clientId !== undefined && this.clientIds().has(clientId);
  }

  add(clientId: string): void {
    this.clientIds.update((ids) => new Set(ids).add(clientId));
  }
}
