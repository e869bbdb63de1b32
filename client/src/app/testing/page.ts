import { provideHttpClient } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { ApplicationRef, type EnvironmentProviders, type Provider } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { provideRouter } from '@angular/router';
import { provideTransloco } from '@jsverse/transloco';
import { LANGUAGES, Texts, TextsLoader } from '../i18n/texts.ts';
import { FakeSocket, provideFakeSocket } from './fake-socket.ts';

/** Provides what a component needs to be rendered, in English; the server is played by the test. */
export async function setUp(...more: (Provider | EnvironmentProviders)[]): Promise<void> {
  TestBed.configureTestingModule({
    providers: [
      provideHttpClient(),
      provideHttpClientTesting(),
      provideRouter([]),
      provideTransloco({
        config: { availableLangs: [...LANGUAGES], defaultLang: 'en', reRenderOnLangChange: true, prodMode: true },
        loader: TextsLoader,
      }),
      provideFakeSocket(new FakeSocket()),
      ...more,
    ],
  });
  await TestBed.inject(Texts).use('en');
}

/** Resolves when no more changes are pending. */
export const whenStable = () => TestBed.inject(ApplicationRef).whenStable();

/** Closes all dialogs, without their animation: test files share a document. */
export function closeDialogs(): void {
  TestBed.inject(MatDialog).closeAll();
  for (const container of document.querySelectorAll('mat-dialog-container')) container.remove();
}
