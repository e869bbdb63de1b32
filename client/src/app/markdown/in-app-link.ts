import { computed, Directive, inject, input } from '@angular/core';
import { Router, type UrlTree } from '@angular/router';

/** In the address of a room, what stands beside the conversation. */
const BESIDE = ['panel', 'thread'];

/** A link to a place of this server opens here, not in another tab. */
@Directive({ selector: 'a[parleyInAppLink]', host: { '[attr.href]': 'address()', '(click)': 'go($event)' } })
export class InAppLink {
  private readonly router = inject(Router);
  /** Path and query. */
  readonly parleyInAppLink = input.required<string>();
  protected readonly address = computed(() => this.router.serializeUrl(this.router.parseUrl(this.parleyInAppLink())));

  protected go(event: MouseEvent): void {
    const isForBrowser = event.button !== 0 || event.ctrlKey || event.shiftKey || event.altKey || event.metaKey;
    if (isForBrowser) return;
    event.preventDefault();
    void this.router.navigateByUrl(this.besideWhatIsOpen(this.router.parseUrl(this.parleyInAppLink())));
  }

  /** Within a room the panel stays, where it does not cover the conversation, unless the link names one. */
  private besideWhatIsOpen(target: UrlTree): UrlTree {
    const here = this.router.parseUrl(this.router.url);
    const namesOne = BESIDE.some((each) => each in target.queryParams);
    if (namesOne || pathOf(here) !== pathOf(target) || !window.matchMedia('(min-width: 64rem)').matches) return target;
    const open = Object.entries(here.queryParams).filter(([name]) => BESIDE.includes(name));
    target.queryParams = { ...target.queryParams, ...Object.fromEntries(open) };
    return target;
  }
}

const pathOf = (tree: UrlTree): string => tree.toString().split(/[?#]/)[0] ?? '';
