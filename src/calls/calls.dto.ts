/** A call of a room that people may enter. */
export class Call {
  id: string;
  roomId: string;
  /** Who has started it; null once their account is deleted. */
  startedBy: string | null;
  startedAt: string;
  /** Until then Parley lets people in. Who is in the call stays in it. */
  endsAt: string;
  /**
   * Where the call is held. It may name the caller and let in anybody who has it: open it, and do not show or keep it.
   * @example 'https://meet.example.org/6b1d7c0f0f3a4c1d9e2b5a8f7c6d5e4f'
   */
  url: string;
}
