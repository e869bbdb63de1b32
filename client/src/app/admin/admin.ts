import { Component, computed, effect, inject } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { Router, RouterOutlet } from '@angular/router';
import { ServerInfo } from '../auth/server-info.ts';
import { Session } from '../auth/session.ts';
import { OpenReportsStore } from '../reports/open-reports-store.ts';
import { LiveSync } from '../sync/live-sync.ts';
import { type Section, Sections } from '../settings/sections.ts';
import { Texts } from '../i18n/texts.ts';
import { isModeratorOrAdmin } from '../auth/roles.ts';

/** The administration. Stays connected, so that a role that is taken away closes it at once. */
@Component({
  selector: 'parley-admin',
  imports: [RouterOutlet, Sections],
  template: `
    <parley-sections [heading]="t('admin.title')" [sections]="sections()"><router-outlet /></parley-sections>
  `,
})
export class Admin {
  private readonly session = inject(Session);
  private readonly openReports = inject(OpenReportsStore);
  protected readonly t = inject(Texts).t;
  private readonly role = computed(() => this.session.me()?.role);

  protected readonly sections = computed<Section[]>(() => [
    { path: 'people', icon: 'people', label: this.t('admin.people') },
    { path: 'invitations', icon: 'mail', label: this.t('invitations.title') },
    { path: 'groups', icon: 'bell', label: this.t('admin.groups') },
    { path: 'emoji', icon: 'smile', label: this.t('admin.emoji') },
    { path: 'rooms', icon: 'hash', label: this.t('admin.rooms') },
    ...(this.role() === 'admin' ? this.forAdministrators() : []),
  ]);

  constructor() {
    inject(LiveSync).start();
    const router = inject(Router);
    const title = inject(Title);
    const server = inject(ServerInfo);
    effect(() => title.setTitle(`${this.t('admin.title')} · ${server.name()}`));
    effect(() => {
      if (!isModeratorOrAdmin(this.role())) void router.navigateByUrl('/rooms');
      else if (this.role() !== 'admin' && /^\/admin\/(audit|integrations|reports|server|settings)/.test(router.url))
        void router.navigateByUrl('/admin');
    });
  }

  private reportsLabel(): string {
    const count = this.openReports.onServer();
    return count ? `${this.t('report.list')} (${count})` : this.t('report.list');
  }

  private forAdministrators(): Section[] {
    return [
      { path: 'reports', icon: 'flag', label: this.reportsLabel() },
      { path: 'integrations', icon: 'code', label: this.t('integrations.title') },
      { path: 'settings', icon: 'settings', label: this.t('admin.settings') },
      { path: 'server', icon: 'monitor', label: this.t('admin.server') },
      { path: 'audit', icon: 'list', label: this.t('admin.audit') },
    ];
  }
}
