import { InjectionToken, type Signal } from '@angular/core';

/** Opens who is mentioned in a text. Without one around it, mentions are plain text. */
export interface MentionOpener {
  /** Whether Tab stops at mentions. */
  readonly areMentionsTabStops: Signal<boolean>;
  openMentioned(userId: string): void;
}

export const MENTION_OPENER = new InjectionToken<MentionOpener>('MentionOpener');
