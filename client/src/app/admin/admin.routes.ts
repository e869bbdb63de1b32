import type { Routes } from '@angular/router';
import { administratorGuard } from '../auth/guards.ts';
import { unsavedTextGuard } from '../settings/unsaved-text.ts';
import { Admin } from './admin.ts';

export const adminRoutes: Routes = [
  {
    path: '',
    component: Admin,
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'people' },
      { path: 'people', loadComponent: () => import('./people/people-page.ts').then((m) => m.PeoplePage) },
      {
        path: 'invitations',
        loadComponent: () => import('./invitations/invitations-page.ts').then((m) => m.InvitationsPage),
      },
      { path: 'groups', loadComponent: () => import('./groups/groups-page.ts').then((m) => m.GroupsPage) },
      { path: 'emoji', loadComponent: () => import('./emoji/emoji-page.ts').then((m) => m.EmojiPage) },
      { path: 'rooms', loadComponent: () => import('./rooms/rooms-page.ts').then((m) => m.RoomsPage) },
      {
        path: 'settings',
        canActivate: [administratorGuard],
        canDeactivate: [unsavedTextGuard],
        loadComponent: () => import('./settings/settings-page.ts').then((m) => m.SettingsPage),
      },
      {
        path: 'reports',
        canActivate: [administratorGuard],
        loadComponent: () => import('./reports/reports-page.ts').then((m) => m.ReportsPage),
      },
      {
        path: 'integrations',
        canActivate: [administratorGuard],
        loadComponent: () => import('./integrations/integrations-page.ts').then((m) => m.IntegrationsPage),
      },
      {
        path: 'server',
        canActivate: [administratorGuard],
        loadComponent: () => import('./server/server-page.ts').then((m) => m.ServerPage),
      },
      {
        path: 'audit',
        canActivate: [administratorGuard],
        loadComponent: () => import('./audit/audit-page.ts').then((m) => m.AuditPage),
      },
    ],
  },
];
