import { provideHttpClient, withInterceptors } from '@angular/common/http';
import {
  type ApplicationConfig,
  inject,
  isDevMode,
  provideAppInitializer,
  provideBrowserGlobalErrorListeners,
} from '@angular/core';
import { provideRouter, withComponentInputBinding } from '@angular/router';
import { provideServiceWorker } from '@angular/service-worker';
import { provideTransloco } from '@jsverse/transloco';
import { provideSocketIo } from 'ngx-socket-io';
import { preloadConversation, preloadLikelyPage, routes } from './app.routes.ts';
import { authInterceptor } from './auth/auth-interceptor.ts';
import { confirmationInterceptor } from './auth/confirmation-interceptor.ts';
import { hasSessionCookie, Session } from './auth/session.ts';
import { LANGUAGES, Texts, TextsLoader } from './i18n/texts.ts';
import { serviceWorkerScript } from './offline/service-worker-script.ts';

/** Loads in parallel what would otherwise load in turn: the session, the code of the page and its texts. */
function startUp(): Promise<void> {
  void inject(Session).resume();
  if (hasSessionCookie()) preloadLikelyPage(location.pathname);
  // The first letter of a person who signs in: the rooms are needed next.
  else addEventListener('input', preloadConversation, { once: true });
  return inject(Texts).useInitial();
}

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(routes, withComponentInputBinding()),
    // Angular's default XSRF cookie and header names are those of the server.
    provideHttpClient(withInterceptors([confirmationInterceptor, authInterceptor])),
    provideTransloco({
      config: { availableLangs: [...LANGUAGES], defaultLang: 'en', reRenderOnLangChange: true, prodMode: !isDevMode() },
      loader: TextsLoader,
    }),
    provideSocketIo({ url: '/', options: { autoConnect: false, reconnection: false, transports: ['websocket'] } }),
    // After the first screen, so that caching for later visits does not delay it.
    provideServiceWorker(serviceWorkerScript(), {
      enabled: !isDevMode(),
      registrationStrategy: 'registerWhenStable:15000',
    }),
    provideAppInitializer(startUp),
  ],
};
