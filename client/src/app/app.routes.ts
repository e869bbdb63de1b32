import type { Routes } from '@angular/router';
import { signedIn, signedOut } from './auth/guards.ts';

export const routes: Routes = [
  { path: '', pathMatch: 'full', redirectTo: 'rooms' },
  {
    path: 'sign-in',
    canActivate: [signedOut],
    loadComponent: () => import('./auth/sign-in-page.ts').then((m) => m.SignInPage),
  },
  {
    path: 'register',
    canActivate: [signedOut],
    loadComponent: () => import('./auth/register-page.ts').then((m) => m.RegisterPage),
  },
  {
    path: 'verify',
    canActivate: [signedOut],
    loadComponent: () => import('./auth/verify-page.ts').then((m) => m.VerifyPage),
  },
  {
    path: 'rooms',
    canActivate: [signedIn],
    loadComponent: () => import('./messages/rooms-shell.ts').then((m) => m.RoomsShell),
    children: [
      { path: '', pathMatch: 'full', loadComponent: () => import('./rooms/no-room.ts').then((m) => m.NoRoom) },
      { path: ':roomId', loadComponent: () => import('./messages/room-page.ts').then((m) => m.RoomPage) },
    ],
  },
  { path: '**', redirectTo: 'rooms' },
];
