import { Injectable } from '@angular/core';

export interface Player {
  readonly element: HTMLElement;
  play(): void;
  pause(): void;
}

/** Plays a single sound at a time, and after it the next sound further down the page. */
@Injectable({ providedIn: 'root' })
export class PlaybackCoordinator {
  private readonly players = new Set<Player>();
  private current: Player | null = null;

  add(player: Player): void {
    this.players.add(player);
  }

  remove(player: Player): void {
    this.players.delete(player);
    if (this.current === player) this.current = null;
  }

  started(player: Player): void {
    if (this.current !== player) this.current?.pause();
    this.current = player;
  }

  ended(player: Player): void {
    const below = [...this.players].filter(({ element }) => follows(player.element, element));
    below.toSorted((a, b) => (follows(a.element, b.element) ? -1 : 1))[0]?.play();
  }
}

const follows = (first: Node, second: Node): boolean =>
  Boolean(first.compareDocumentPosition(second) & Node.DOCUMENT_POSITION_FOLLOWING);
