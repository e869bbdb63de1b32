import { Component, inject, signal } from '@angular/core';
import { Texts } from '../i18n/texts.ts';

/** Words that are hidden until the reader asks for them, by a click or by Enter. They keep their place, so nothing jumps. */
@Component({
  selector: 'parley-spoiler',
  template: `<span
    class="spoiler"
    [class.hidden]="!shown()"
    [attr.role]="shown() ? null : 'button'"
    [attr.tabindex]="shown() ? null : 0"
    [attr.aria-label]="shown() ? null : t('message.spoiler')"
    [attr.title]="shown() ? null : t('message.spoiler')"
    (click)="show($event)"
    (keydown.enter)="show($event)"
    (keydown.space)="show($event)"
    ><span class="words"><ng-content /></span
  ></span>`,
  styles: `
    .spoiler {
      padding: 0 0.1875rem;
      background: var(--mat-sys-surface-container-high);
      border-radius: 5px;
    }
    .hidden {
      cursor: pointer;
      background: var(--mat-sys-outline);
      -webkit-box-decoration-break: clone;
      box-decoration-break: clone;
      user-select: none;
      &:hover {
        background: var(--mat-sys-on-surface-variant);
      }
    }
    /* Neither read aloud, nor found in the page, nor reached by Tab. */
    .hidden .words {
      visibility: hidden;
    }
    @media print {
      .hidden {
        outline: 1px solid;
      }
    }
  `,
})
export class Spoiler {
  protected readonly t = inject(Texts).t;
  protected readonly shown = signal(false);

  /** The keys of the list of messages do something else; so does a click on a message. */
  protected show(event: Event): void {
    if (this.shown()) return;
    event.preventDefault();
    event.stopPropagation();
    this.shown.set(true);
  }
}
