/** A room that a program is in, without a word of what is said there. */
export class ConnectedRoom {
  id: string;
  kind: 'public' | 'private';
  /** @example 'Operations' */
  name: string;
  archived: boolean;
}
