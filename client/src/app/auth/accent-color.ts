import { effect, inject, Injectable } from '@angular/core';
import { accentProblem, accentShades } from '@api/shared/accent-color.ts';
import { ServerInfo } from './server-info.ts';

const STORAGE_KEY = 'parley.accent';

/** Gives the page the accent colour of the server; at the next start before the server has answered. */
@Injectable({ providedIn: 'root' })
export class AccentColor {
  private readonly server = inject(ServerInfo);

  constructor() {
    this.apply(localStorage.getItem(STORAGE_KEY));
    effect(() => {
      const info = this.server.current();
      if (info) this.use(info.accentColor);
    });
  }

  private use(color: string | null): void {
    if (color === null) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, color);
    this.apply(color);
  }

  private apply(color: string | null): void {
    const { style } = document.documentElement;
    for (const [name, value] of Object.entries(propertiesOf(color)))
      if (value === null) style.removeProperty(name);
      else style.setProperty(name, value);
  }
}

/** The properties of the theme that follow the accent; null where the theme's own counts. */
export function propertiesOf(color: string | null): Record<string, string | null> {
  const shades = color !== null && !accentProblem(color) ? accentShades(color) : null;
  const both = (name: keyof NonNullable<typeof shades>['light']) =>
    shades && `light-dark(${shades.light[name]}, ${shades.dark[name]})`;
  return {
    '--mat-sys-primary': both('primary'),
    '--mat-sys-on-primary': both('onPrimary'),
    '--mat-sys-primary-container': both('container'),
    '--mat-sys-on-primary-container': both('onContainer'),
    '--mat-sys-inverse-primary': shades && `light-dark(${shades.dark.primary}, ${shades.light.primary})`,
  };
}
