import { Clipboard } from '@angular/cdk/clipboard';
import { Component, computed, inject, input, output, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Command } from '@api/integrations/commands/commands.dto.ts';
import { Texts } from '../../i18n/texts.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';
import { Icon } from '../../ui/icon.ts';
import { Submission } from '../../ui/submission.ts';
import { CommandDetails } from './command-details.ts';
import { CommandForm, type GivenCommand } from './command-form.ts';
import { CommandsApi } from './commands-api.ts';

/** The slash commands of a room that services elsewhere answer, for those who keep order in it. */
@Component({
  selector: 'parley-room-commands-section',
  imports: [CommandDetails, CommandForm, Icon, LoadFailure, MatButton, SkeletonRows],
  templateUrl: './room-commands-section.html',
  styleUrls: ['../../ui/expandable-rows.scss', './room-commands-section.scss'],
})
export class RoomCommandsSection {
  private readonly api = inject(CommandsApi);
  private readonly clipboard = inject(Clipboard);
  protected readonly t = inject(Texts).t;
  protected readonly headingId = 'room-commands';

  readonly roomId = input.required<string>();
  /** Emits when a secret is shown, which is not told again. */
  readonly shownOnce = output();

  protected readonly found = resource({
    params: () => this.roomId(),
    loader: ({ params }) => this.api.keptTo(params),
  });
  protected readonly commands = computed(() => (this.found.hasValue() ? this.found.value() : []));
  /** The id of the command whose details are shown. */
  protected readonly openId = signal<string | null>(null);
  protected readonly isMaking = signal(false);
  protected readonly secret = signal<{ name: string; secret: string } | null>(null);
  protected readonly copied = signal('');
  protected readonly announcement = signal('');
  protected readonly submission = new Submission();

  protected make(given: GivenCommand): Promise<void> {
    return this.submission.run(async () => {
      const { command, secret } = await this.api.make({ ...given, roomIds: [this.roomId()] });
      this.found.update((commands = []) => [...commands, command]);
      this.isMaking.set(false);
      this.show(command.name, secret);
    });
  }

  protected show(name: string, secret: string): void {
    this.openId.set(null);
    this.secret.set({ name, secret });
    this.shownOnce.emit();
  }

  protected replace(command: Command): void {
    this.found.update((commands) => commands?.map((each) => (each.id === command.id ? command : each)));
    this.announcement.set(this.t('commands.saved', { name: command.name }));
  }

  protected remove({ id, name }: Command): void {
    this.found.update((commands) => commands?.filter((each) => each.id !== id));
    if (this.secret()?.name === name) this.secret.set(null);
    this.announcement.set(this.t('commands.deleted', { name }));
  }

  protected copy(text: string): void {
    if (!this.clipboard.copy(text)) return;
    this.copied.set(text);
    this.announcement.set(this.t('commands.copied'));
  }
}
