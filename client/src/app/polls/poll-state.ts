import type { OwnPoll, Poll, PollOption } from '@api/timeline/poll.dto.ts';

/** An option as the reader sees it. */
export interface ShownOption extends PollOption {
  /** Of all who have voted, from 0 to 1; null while the results are not shown. */
  share: number | null;
}

/** Whether the poll takes no more votes: also while its end is due, and the server has not closed it yet. */
export const isClosed = ({ closedAt, closesAt }: Poll, now: number): boolean =>
  closedAt !== null || (closesAt !== null && Date.parse(closesAt) <= now);

/** Whether the message alone tells what the reader has chosen. */
export const namesReader = ({ options, voters }: Poll): boolean =>
  voters === 0 || options.every(({ voterIds }) => voterIds !== null);

/** The ids of the options that the reader has chosen, in their order; by the message where it names its voters. */
export const choiceOf = (poll: Poll, own: OwnPoll | undefined, meId: string): string[] =>
  namesReader(poll)
    ? poll.options.filter(({ voterIds }) => voterIds?.includes(meId)).map(({ id }) => id)
    : (own?.mine ?? []);

/** The options with the results that the reader may see: those of the message, or else those that only who has voted gets. */
export function shownOptions(poll: Poll, own: OwnPoll | undefined): ShownOption[] {
  const hasResults = poll.options.some(({ votes }) => votes !== null);
  const voters = hasResults ? poll.voters : (own?.voters ?? 0);
  return poll.options.map((option) => {
    const known = own?.options.find(({ id }) => id === option.id);
    const { votes } = hasResults ? option : (known ?? option);
    // Of many voters the message names none, and only who asks learns all of them.
    const voterIds = option.voterIds ?? known?.voterIds ?? null;
    return { ...option, votes, voterIds, share: votes === null ? null : voters > 0 ? votes / voters : 0 };
  });
}

/** The choice after an option was turned on or off: where only one may be chosen it replaces the other. */
export function withOption(chosen: readonly string[], id: string, on: boolean, most: number): string[] {
  if (!on) return chosen.filter((each) => each !== id);
  return most === 1 ? [id] : [...chosen.filter((each) => each !== id), id];
}
