import { Component, computed, inject, resource } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import type { AttentionDecision, MessageAttention } from '@api/notifications/attention/attention.dto.ts';
import type { PushDevicePage } from '@api/push/push.dto.ts';
import type { Message } from '@api/timeline/message.dto.ts';
import { Api } from '../../api/api.ts';
import { Texts } from '../../i18n/texts.ts';
import { AttentionTexts } from '../../notifications/attention-texts.ts';
import { Dates } from '../../ui/dates.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { deviceName } from '../../users/device-name.ts';

/** Says why a message has notified the reader, or has not: what was decided then, and what would be now. */
@Component({
  selector: 'parley-attention-dialog',
  imports: [LoadFailure, MatButton, MatDialogModule],
  template: `
    <h2 mat-dialog-title>{{ t('attention.title') }}</h2>
    <mat-dialog-content>
      @if (found.error()) {
        <parley-load-failure [error]="found.error()" (retry)="found.reload()" />
      } @else if (!found.hasValue()) {
        <p role="status">{{ t('loading') }}</p>
      } @else {
        <h3>{{ t('attention.then') }}</h3>
        @for (decision of found.value().decided; track decision.channel) {
          <p>
            <b>{{ attention.outcome(decision.channel, decision.outcome) }}</b>
            {{ attention.reason(decision.reason) }}
            @if (decision.deviceIds.length > 0) {
              <small>{{ devicesOf(decision) }}</small>
            }
            <small>{{ dates.moment(decision.at) }}</small>
          </p>
        } @empty {
          <p>{{ t(wasForReader() ? 'attention.unknown' : 'attention.not-for-you') }}</p>
        }
        <h3>{{ t('attention.now') }}</h3>
        <p>
          <b>{{ attention.outcome('ring', found.value().now.outcome) }}</b>
          {{ attention.reason(found.value().now.reason) }}
        </p>
        <p class="hint">{{ t('attention.kept') }}</p>
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('close') }}</button>
    </mat-dialog-actions>
  `,
  styleUrl: '../../notifications/attention-dialogs.scss',
})
export class AttentionDialog {
  private readonly api = inject(Api);
  private readonly message = inject<Message>(MAT_DIALOG_DATA);
  protected readonly attention = inject(AttentionTexts);
  protected readonly dates = inject(Dates);
  private readonly texts = inject(Texts);
  protected readonly t = this.texts.t;
  protected readonly found = resource({
    loader: () => this.api.get<MessageAttention>(`/messages/${this.message.id}/attention`),
  });
  private readonly hasDevices = computed(
    () => this.found.hasValue() && this.found.value().decided.some(({ deviceIds }) => deviceIds.length > 0),
  );
  private readonly devices = resource({
    params: () => this.hasDevices() || undefined,
    loader: async () => (await this.api.get<PushDevicePage>('/push/devices')).items,
  });
  /** Whether the lack of a note says that no device was connected, or that the note is gone. */
  protected readonly wasForReader = computed(() => this.found.hasValue() && this.found.value().now.kind !== null);

  protected devicesOf({ deviceIds }: AttentionDecision): string {
    const known = this.devices.hasValue() ? this.devices.value() : null;
    if (!known) return '';
    const names = deviceIds.map((id) => {
      const device = known.find((each) => each.id === id);
      return device ? deviceName(this.t, device.device) : this.t('attention.device-gone');
    });
    return new Intl.ListFormat(this.texts.locale()).format(new Set(names));
  }
}
