import { Component, computed, inject, input } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatMenuModule } from '@angular/material/menu';
import type { AdministeredHook } from '@api/integrations/administration/integrations-administration.dto.ts';
import { passIfGone } from '../../api/pass-if-gone.ts';
import { Texts } from '../../i18n/texts.ts';
import { Dates } from '../../ui/dates.ts';
import { confirmed } from '../../ui/feedback/confirm-dialog.ts';
import { EmptyState } from '../../ui/feedback/empty-state.ts';
import { ListAction, ListActionOutcome } from '../../ui/feedback/list-action.ts';
import { ListEnd } from '../../ui/feedback/list-end.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';
import { Icon } from '../../ui/icon.ts';
import { InertClosedMenu } from '../../ui/inert-closed-menu.ts';
import { pagedList } from '../../ui/paged-list.ts';
import { type HookFilter, IntegrationsAdminApi } from './integrations-admin-api.ts';

/** The incoming webhooks of all rooms: who made them, how they were called of late, and their end. */
@Component({
  selector: 'parley-administered-hooks',
  imports: [
    EmptyState,
    Icon,
    InertClosedMenu,
    ListActionOutcome,
    ListEnd,
    LoadFailure,
    MatIconButton,
    MatMenuModule,
    SkeletonRows,
  ],
  templateUrl: './administered-hooks.html',
  styleUrls: ['../../ui/page-form.scss', '../rows.scss', './administered-programs.scss'],
})
export class AdministeredHooks {
  private readonly integrations = inject(IntegrationsAdminApi);
  private readonly dialog = inject(MatDialog);
  private readonly dates = inject(Dates);
  protected readonly t = inject(Texts).t;

  /** Part of a name. */
  readonly query = input.required<string>();
  readonly show = input.required<HookFilter['show']>();
  protected readonly list = pagedList(
    () => ({ q: this.query(), show: this.show() }),
    (filter, cursor) => this.integrations.hooks(filter, cursor),
  );
  protected readonly action = new ListAction();
  protected readonly rows = computed(() => this.list.items().map((hook) => this.row(hook)));

  protected async disable(hook: AdministeredHook): Promise<void> {
    const { name } = hook;
    const question = {
      title: this.t('integrations.disable-hook-title', { name }),
      text: this.t('integrations.disable-hook-text'),
      action: this.t('integrations.disable-hook'),
      harmless: true,
    };
    if (await confirmed(this.dialog, question))
      await this.change(hook, true, this.t('integrations.disabled-done', { name }));
  }

  protected enable(hook: AdministeredHook): Promise<void> {
    return this.change(hook, false, this.t('integrations.enabled-done', { name: hook.name }));
  }

  protected async remove({ id, name }: AdministeredHook): Promise<void> {
    const question = {
      title: this.t('connections.delete-title', { name }),
      text: this.t('connections.delete-text'),
      action: this.t('integrations.delete-hook'),
    };
    if (!(await confirmed(this.dialog, question))) return;
    await this.action.run(async () => {
      await this.integrations.removeHook(id).catch(passIfGone);
      this.list.change((hooks) => hooks.filter((hook) => hook.id !== id));
      this.action.announce(this.t('connections.deleted', { name }));
    });
  }

  private change({ id }: AdministeredHook, disabled: boolean, done: string): Promise<void> {
    return this.action.run(async () => {
      const changed = await this.integrations.disableHook(id, disabled);
      this.list.update((hook) => (hook.id === id ? changed : hook));
      this.action.announce(done);
    });
  }

  private row(hook: AdministeredHook) {
    const used = hook.lastUsedAt
      ? this.t('connections.used', { time: this.dates.moment(hook.lastUsedAt) })
      : this.t('connections.unused');
    const maker = hook.owner && this.t('integrations.made-by', { name: hook.owner.displayName });
    return {
      hook,
      about: [...(maker ? [maker] : []), used].join(' · '),
      isFailing: isRefusal(hook.lastCall),
      failures: this.failures(hook),
    };
  }

  private failures({ calls, failures, lastCall }: AdministeredHook): string {
    if (!failures || !lastCall) return '';
    const { word, status } = lastCall;
    return isRefusal(lastCall)
      ? this.t('integrations.failures', { failures, calls, word, status })
      : this.t('integrations.failures-before', { failures, calls });
  }
}

const isRefusal = (call: AdministeredHook['lastCall']): boolean => call !== null && call.status >= 400;
