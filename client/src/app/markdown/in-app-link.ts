import { computed, Directive, inject, input } from '@angular/core';
import { Router, type UrlTree } from '@angular/router';

/** The query parameters that open a panel beside the conversation. */
const PANEL_PARAMS = ['panel', 'thread'];

/** Opens a link to a page of this server in this tab, by the router. */
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
    void this.router.navigateByUrl(this.keepingOpenPanel(this.router.parseUrl(this.parleyInAppLink())));
  }

  /**
   * Within a room an open panel stays where it does not cover the conversation, unless the link itself opens a panel.
   */
  private keepingOpenPanel(target: UrlTree): UrlTree {
    const here = this.router.parseUrl(this.router.url);
    const opensPanel = PANEL_PARAMS.some((each) => each in target.queryParams);
    if (opensPanel || pathOf(here) !== pathOf(target) || !window.matchMedia('(min-width: 64rem)').matches)
      return target;
    const open = Object.entries(here.queryParams).filter(([name]) => PANEL_PARAMS.includes(name));
    target.queryParams = { ...target.queryParams, ...Object.fromEntries(open) };
    return target;
  }
}

const pathOf = (tree: UrlTree): string => tree.toString().split(/[?#]/)[0] ?? '';
