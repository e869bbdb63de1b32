import type { Routes } from '@angular/router';
import { memberGuard } from '../auth/guards.ts';
import { Settings } from './settings.ts';
import { unsavedTextGuard } from './unsaved-text.ts';

export const settingsRoutes: Routes = [
  {
    path: '',
    component: Settings,
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'profile' },
      {
        path: 'profile',
        canDeactivate: [unsavedTextGuard],
        loadComponent: () => import('./profile-page.ts').then((m) => m.ProfilePage),
      },
      { path: 'appearance', loadComponent: () => import('./appearance-page.ts').then((m) => m.AppearancePage) },
      {
        path: 'notifications',
        loadComponent: () => import('./notifications-page.ts').then((m) => m.NotificationsPage),
      },
      {
        path: 'notifications/rooms',
        loadComponent: () => import('./room-levels-page.ts').then((m) => m.RoomLevelsPage),
      },
      { path: 'privacy', loadComponent: () => import('./privacy-page.ts').then((m) => m.PrivacyPage) },
      {
        path: 'security',
        canActivate: [memberGuard],
        loadComponent: () => import('./security/security-page.ts').then((m) => m.SecurityPage),
      },
      {
        path: 'bots',
        canActivate: [memberGuard],
        loadComponent: () => import('./bots/bots-page.ts').then((m) => m.BotsPage),
      },
      { path: 'data', loadComponent: () => import('./data-page.ts').then((m) => m.DataPage) },
      { path: 'account', loadComponent: () => import('./account-page.ts').then((m) => m.AccountPage) },
    ],
  },
];
