import { Component, computed, input, resource } from '@angular/core';

/** A text as a QR code, dark on white in every theme: many cameras read no other. */
@Component({
  selector: 'parley-qr-code',
  template: `
    @if (modules.hasValue()) {
      <svg role="img" [attr.aria-label]="label()" [attr.viewBox]="viewBox()" shape-rendering="crispEdges">
        <path [attr.d]="path()" />
      </svg>
    }
  `,
  styles: `
    :host {
      display: block;
      width: 11rem;
      height: 11rem;
      padding: 0.375rem;
      background: #fff;
      border-radius: var(--parley-radius);
    }
    svg {
      display: block;
      width: 100%;
      height: 100%;
      fill: #000;
    }
  `,
})
export class QrCode {
  readonly text = input.required<string>();
  readonly label = input.required<string>();

  protected readonly modules = resource({
    params: () => this.text(),
    loader: async ({ params }) => {
      const { encodeQR } = await import('qr');
      // White modules around it, so that cameras find it: ISO/IEC 18004 asks for four; the padding adds to these.
      return encodeQR(params, 'raw', { ecc: 'medium', border: 3 });
    },
  });
  protected readonly viewBox = computed(() => {
    const size = this.modules.value()?.length ?? 0;
    return `0 0 ${size} ${size}`;
  });
  protected readonly path = computed(() => pathOf(this.modules.value() ?? []));
}

/** A rectangle for each run of dark modules in a row. */
export function pathOf(modules: readonly (readonly boolean[])[]): string {
  return modules
    .flatMap((row, y) =>
      row.flatMap((isDark, x) => {
        if (!isDark || row[x - 1]) return [];
        const end = row.indexOf(false, x);
        const length = (end < 0 ? row.length : end) - x;
        return [`M${x} ${y}h${length}v1h-${length}z`];
      }),
    )
    .join('');
}
