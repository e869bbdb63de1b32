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
    const key: TextKey = channel === 'mail' && outcome === 'rang' ? 'attention.mailed' : `attention.${outcome}`;
    return this.texts.t(key);
  }

  /** A newer server may have reasons that this client does not know. */
  reason(reason: AttentionReason): string {
    const key: TextKey = `attention.reason-${reason}`;
    return this.texts.has(key) ? this.texts.t(key) : reason;
  }
}
