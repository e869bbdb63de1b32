import { inject, Injectable } from '@angular/core';
import type {
  AttentionChannel,
  AttentionOutcome,
  AttentionReason,
} from '@api/notifications/attention/attention.dto.ts';
import { type TextKey, Texts } from '../i18n/texts.ts';

/** What was decided about a notification, in words. */
@Injectable({ providedIn: 'root' })
export class AttentionTexts {
  private readonly texts = inject(Texts);

  outcome(channel: AttentionChannel, outcome: AttentionOutcome): string {
    return this.texts.t(outcomeKey(channel, outcome));
  }

  /** A newer server may have reasons that this client does not know. */
  reason(reason: AttentionReason): string {
    const key: TextKey = `attention.reason-${reason}`;
    return this.texts.has(key) ? this.texts.t(key) : reason;
  }
}

function outcomeKey(channel: AttentionChannel, outcome: AttentionOutcome): TextKey {
  // Nothing is pushed in silence.
  if (channel === 'push') return outcome === 'rang' ? 'attention.pushed' : 'attention.not-pushed';
  return channel === 'mail' && outcome === 'rang' ? 'attention.mailed' : `attention.${outcome}`;
}
