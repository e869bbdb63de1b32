import {
  Component,
  computed,
  effect,
  type ElementRef,
  inject,
  input,
  linkedSignal,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { limits } from '@api/shared/limits.ts';
import { mayAddOption } from '@api/shared/messages.policy.ts';
import { trimText } from '@api/shared/visible-text.ts';
import type { Message } from '@api/timeline/message.dto.ts';
import type { Poll } from '@api/timeline/poll.dto.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Texts } from '../i18n/texts.ts';
import { Dates } from '../ui/dates.ts';
import { Icon } from '../ui/icon.ts';
import { MinuteClock } from '../ui/minute-clock.ts';
import { PeopleStore } from '../users/people-store.ts';
import { PollClosing } from './poll-closing.ts';
import { choiceOf, isClosed, namesReader, shownOptions, withOption } from './poll-state.ts';
import { PollsStore } from './polls-store.ts';

/** Names beside an option; further people are counted until all are asked for. */
const MAX_NAMES = 3;
/** Results that only who has voted gets are read again at most this often, so that a busy poll is not asked for by everybody. */
const REFRESH_MS = 3_000;

let count = 0;

/** The poll of a message: options to choose from, and what of the results the reader may see. */
@Component({
  selector: 'parley-message-poll',
  imports: [Icon, MatButton],
  host: { '(pointerdown)': 'notePress(true)', '(keydown)': 'notePress(false)' },
  templateUrl: './message-poll.html',
  styleUrl: './message-poll.scss',
})
export class MessagePoll {
  private readonly store = inject(PollsStore);
  private readonly people = inject(PeopleStore);
  private readonly closing = inject(PollClosing);
  private readonly problems = inject(ProblemTexts);
  private readonly clock = inject(MinuteClock);
  private readonly dates = inject(Dates);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;

  readonly message = input.required<Message>();
  readonly poll = input.required<Poll>();
  readonly meId = input.required<string>();
  /** False while the reader is muted. */
  readonly mayVote = input(true);
  /** Whether its row has the keyboard focus: otherwise Tab would stop at every option of every poll. */
  readonly hasFocus = input(false);

  protected readonly name = `poll-${++count}`;
  protected readonly own = computed(() => this.store.own(this.message().id));
  protected readonly isAuthor = computed(() => this.message().author?.id === this.meId());
  protected readonly closed = computed(() => isClosed(this.poll(), this.clock.now()));
  protected readonly open = computed(() => !this.closed() && this.mayVote());
  protected readonly mine = computed(() => choiceOf(this.poll(), this.own(), this.meId()), { equal: isSameChoice });
  /** What is marked, and not sent yet. */
  protected readonly chosen = linkedSignal<readonly string[]>(() => this.mine());
  protected readonly isChanged = computed(() => !isSameChoice(this.chosen(), this.mine()));
  protected readonly busy = signal(false);
  protected readonly isFull = computed(() => this.poll().most > 1 && this.chosen().length >= this.poll().most);
  protected readonly showsAllNames = signal(false);
  protected readonly newOption = signal<string | null>(null);
  private readonly newField = viewChild<ElementRef<HTMLInputElement>>('newField');
  protected readonly maxOption = limits.pollOption;

  protected readonly options = computed(() => {
    const percent = new Intl.NumberFormat(this.texts.locale(), { style: 'percent' });
    return shownOptions(this.poll(), this.own()).map((option) => ({
      ...option,
      percent: option.share === null ? null : percent.format(option.share),
      count: option.votes === null ? null : this.texts.count('poll.votes', option.votes),
      names: this.namesOf(option.voterIds),
    }));
  });
  /** Also where the message names none because there are too many. */
  protected readonly mayAskNames = computed(
    () =>
      this.poll().names === 'shown' &&
      this.poll().voters > 0 &&
      this.options().some(({ votes }) => votes !== null) &&
      (!namesReader(this.poll()) || this.options().some(({ voterIds }) => (voterIds?.length ?? 0) > MAX_NAMES)),
  );
  protected readonly mayAdd = computed(
    () =>
      this.open() &&
      this.poll().options.length < limits.pollOptions &&
      mayAddOption({ isAuthor: this.isAuthor() }, this.poll()),
  );
  /** What is to be known of it, in one line. */
  protected readonly notes = computed(() => {
    const { most, voters, names, results, closesAt, closedAt } = this.poll();
    const isHidden = this.options().every(({ votes }) => votes === null);
    const end = closedAt ?? closesAt;
    return [
      ...(this.open() && most > 1 ? [this.t('poll.choose-many', { count: most })] : []),
      ...(this.open() && most === 1 && this.mine().length === 0 ? [this.t('poll.choose-one')] : []),
      voters > 0 ? this.texts.count('poll.voters', voters) : this.t('poll.none'),
      ...(isHidden && !this.closed() && results !== 'always' ? [this.t(`poll.waits.${results}`)] : []),
      ...(names === 'hidden' ? [this.t('poll.hidden-names')] : []),
      ...(end ? [this.t(this.closed() ? 'poll.closed' : 'poll.closes', { time: this.dates.within(end) })] : []),
    ];
  });

  private pressed = false;
  private refreshTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    effect((onCleanup) => {
      const { id } = this.message();
      const poll = this.poll();
      const own = untracked(this.own);
      if (namesReader(poll) && poll.results !== 'voted') return;
      if (!own) {
        if (poll.voters > 0) void this.store.load(id);
        return;
      }
      // Numbers of others follow only for who has voted, and a closed poll has them in its message.
      if (poll.results !== 'voted' || poll.closedAt || own.mine.length === 0 || own.voters === poll.voters) return;
      this.refreshTimer = setTimeout(() => void this.store.load(id), REFRESH_MS * (0.5 + Math.random() / 2));
      onCleanup(() => clearTimeout(this.refreshTimer));
    });
  }

  /** Where only one may be chosen, a press votes at once; the arrow keys, which choose as they move, do not. */
  protected choose(id: string, field: HTMLInputElement): void {
    const { most } = this.poll();
    this.chosen.set(withOption(this.chosen(), id, field.checked, most));
    if (most === 1 && this.pressed) void this.vote();
    this.pressed = false;
  }

  protected notePress(isPress: boolean): void {
    this.pressed = isPress;
  }

  protected async vote(): Promise<void> {
    await this.run(() => this.store.vote(this.message().id, this.chosen()));
  }

  protected async takeBack(): Promise<void> {
    this.chosen.set([]);
    await this.vote();
  }

  protected beginOption(): void {
    this.newOption.set('');
    setTimeout(() => this.newField()?.nativeElement.focus());
  }

  protected async addOption(event: Event): Promise<void> {
    event.preventDefault();
    const text = trimText(this.newOption() ?? '');
    if (!text) return;
    if (await this.run(() => this.store.addOption(this.message().id, text))) this.newOption.set(null);
  }

  protected async close(): Promise<void> {
    await this.run(() => this.closing.close(this.message().id));
  }

  protected async toggleNames(): Promise<void> {
    this.showsAllNames.update((shown) => !shown);
    // Of many voters the message names none.
    if (this.showsAllNames() && !namesReader(this.poll())) await this.store.load(this.message().id);
  }

  /** @returns whether it was done; a refusal is shown, and the choice stays as it was before */
  private async run(action: () => Promise<void>): Promise<boolean> {
    if (this.busy()) return false;
    this.busy.set(true);
    try {
      await action();
      return true;
    } catch (error) {
      this.chosen.set(this.mine());
      this.problems.show(error);
      return false;
    } finally {
      this.busy.set(false);
    }
  }

  private namesOf(voterIds: readonly string[] | null): string {
    if (!voterIds || voterIds.length === 0) return '';
    const named = this.showsAllNames() ? voterIds : voterIds.slice(0, MAX_NAMES);
    const more = voterIds.length - named.length;
    return new Intl.ListFormat(this.texts.locale()).format([
      ...named.map((id) => this.people.nameOf(id) ?? this.t('somebody')),
      ...(more > 0 ? [this.texts.count('reaction.others', more)] : []),
    ]);
  }
}

const isSameChoice = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id) => b.includes(id));
