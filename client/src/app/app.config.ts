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
import { preloadLikelyPage, routes } from './app.routes.ts';
import { authInterceptor } from './auth/auth-interceptor.ts';
import { hasSessionCookie, Session } from './auth/session.ts';
import { LANGUAGES, Texts, TextsLoader } from './i18n/texts.ts';

/** Three things at once that would otherwise wait for each other: the session, the code of the page, its words. */
function begin(): Promise<void> {
  void inject(Session).resume();
  if (hasSessionCookie()) preloadLikelyPage(location.pathname);
  return inject(Texts).useInitial();
}

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(routes, withComponentInputBinding()),
    // Angular's own XSRF support names the cookie and the header as the contract does.
    provideHttpClient(withInterceptors([authInterceptor])),
    provideTransloco({
      config: { availableLangs: [...LANGUAGES], defaultLang: 'en', reRenderOnLangChange: true, prodMode: !isDevMode() },
      loader: TextsLoader,
    }),
    provideSocketIo({ url: '/', options: { autoConnect: false, reconnection: false, transports: ['websocket'] } }),
    // After the first screen, which must not wait for what later visits will have at hand.
    provideServiceWorker('ngsw-worker.js', { enabled: !isDevMode(), registrationStrategy: 'registerWhenStable:15000' }),
    provideAppInitializer(begin),
  ],
};
