import { Injectable } from '@angular/core';

/** A sound or film that plays. */
export interface Playback {
  pause(): void;
}

export interface Player extends Playback {
  readonly element: HTMLElement;
  play(): void;
}

/** Plays a single sound or film at a time, and after a sound the next sound further down the page. */
@Injectable({ providedIn: 'root' })
export class PlaybackCoordinator {
  private readonly players = new Set<Player>();
  private current: Playback | null = null;

  add(player: Player): void {
    this.players.add(player);
  }

  remove(player: Player): void {
    this.players.delete(player);
    this.forget(player);
  }

  /** For what does not go on by itself, when it leaves the page. */
  forget(player: Playback): void {
    if (this.current === player) this.current = null;
  }

  started(player: Playback): void {
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
