import type { Routes } from '@angular/router';
import {
  emptyServerGuard,
  enteredGuard,
  sessionKnownGuard,
  moderatorGuard,
  invitationGuard,
  newGuestGuard,
  signedInGuard,
  signedOutGuard,
  noAccountGuard,
} from './auth/guards.ts';

const shell = () => import('./shell/rooms-shell.ts');
const room = () => import('./conversation/room-page.ts');

/** Loads the code that most visits need while the session is renewed; the router asks for it only after that. */
export function preloadLikelyPage(path: string): void {
  if (!/^\/(rooms\b|search\b|$)/.test(path)) return;
  // Where loading fails, the router reports it when it loads the same code.
  shell().catch(() => undefined);
  if (path.startsWith('/rooms/')) room().catch(() => undefined);
}

/** Loads the code of the rooms and of a conversation. */
export function preloadConversation(): void {
  preloadLikelyPage('/rooms/');
}

export const routes: Routes = [
  { path: '', pathMatch: 'full', redirectTo: 'rooms' },
  {
    path: 'sign-in',
    canActivate: [signedOutGuard, emptyServerGuard],
    loadComponent: () => import('./auth/pages/sign-in-page.ts').then((m) => m.SignInPage),
  },
  {
    path: 'sign-in/second-factor',
    canActivate: [signedOutGuard],
    loadComponent: () => import('./auth/pages/second-factor-page.ts').then((m) => m.SecondFactorPage),
  },
  {
    path: 'sign-in/second-factor/setup',
    canActivate: [signedOutGuard],
    loadComponent: () => import('./auth/pages/second-factor-setup-page.ts').then((m) => m.SecondFactorSetupPage),
  },
  {
    path: 'register',
    canActivate: [noAccountGuard],
    loadComponent: () => import('./auth/pages/register-page.ts').then((m) => m.RegisterPage),
  },
  {
    path: 'invite/:token',
    canActivate: [noAccountGuard],
    loadComponent: () => import('./auth/pages/invited-page.ts').then((m) => m.InvitedPage),
  },
  {
    path: 'verify',
    canActivate: [noAccountGuard],
    loadComponent: () => import('./auth/pages/verify-page.ts').then((m) => m.VerifyPage),
  },
  {
    path: 'forgot-password',
    canActivate: [sessionKnownGuard],
    loadComponent: () => import('./auth/pages/forgot-password-page.ts').then((m) => m.ForgotPasswordPage),
  },
  {
    path: 'reset-password',
    canActivate: [sessionKnownGuard],
    loadComponent: () => import('./auth/pages/reset-password-page.ts').then((m) => m.ResetPasswordPage),
  },
  {
    path: 'let-in',
    canActivate: [signedOutGuard],
    loadComponent: () => import('./auth/pages/let-in-page.ts').then((m) => m.LetInPage),
  },
  { path: 'entered', canActivate: [enteredGuard], children: [] },
  {
    path: 'undo-email',
    canActivate: [sessionKnownGuard],
    loadComponent: () => import('./auth/pages/undo-email-page.ts').then((m) => m.UndoEmailPage),
  },
  {
    path: 'guest',
    canActivate: [newGuestGuard],
    loadComponent: () => import('./rooms/joining/guest-page.ts').then((m) => m.GuestPage),
  },
  {
    path: 'join/:code',
    canActivate: [invitationGuard],
    loadComponent: () => import('./rooms/joining/join-page.ts').then((m) => m.JoinPage),
  },
  {
    path: '',
    canActivate: [signedInGuard],
    loadComponent: () => shell().then((m) => m.RoomsShell),
    children: [
      { path: 'rooms', pathMatch: 'full', loadComponent: () => import('./room-list/no-room.ts').then((m) => m.NoRoom) },
      { path: 'rooms/:roomId', loadComponent: () => room().then((m) => m.RoomPage) },
      { path: 'unread', loadComponent: () => import('./catch-up/catch-up-page.ts').then((m) => m.CatchUpPage) },
      { path: 'threads', loadComponent: () => import('./threads/threads-page.ts').then((m) => m.ThreadsPage) },
      { path: 'later', loadComponent: () => import('./saved/later-page.ts').then((m) => m.LaterPage) },
      { path: 'drafts', loadComponent: () => import('./drafts/drafts-page.ts').then((m) => m.DraftsPage) },
      { path: 'search', loadComponent: () => import('./search/search-page.ts').then((m) => m.SearchPage) },
    ],
  },
  {
    path: 'settings',
    canActivate: [signedInGuard],
    loadChildren: () => import('./settings/settings.routes.ts').then((m) => m.settingsRoutes),
  },
  {
    path: 'admin',
    canActivate: [signedInGuard, moderatorGuard],
    loadChildren: () => import('./admin/admin.routes.ts').then((m) => m.adminRoutes),
  },
  { path: '**', redirectTo: 'rooms' },
];
