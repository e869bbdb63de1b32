import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app/app.ts';
import { appConfig } from './app/app.config.ts';

// A row that changes its height makes others move in the same frame. Browsers call that an error and go on in the
// next frame, as they should; before Angular listens, so that it is not reported as an error.
window.addEventListener('error', (event) => {
  if (event.message.startsWith('ResizeObserver loop')) event.stopImmediatePropagation();
});

bootstrapApplication(App, appConfig).catch((error: unknown) => console.error(error));
