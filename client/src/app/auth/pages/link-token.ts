import { Location } from '@angular/common';
import { inject } from '@angular/core';
import { ActivatedRoute } from '@angular/router';

/**
 * The token of a link, from the fragment of the page's address; null without one. Removes it from the address bar, where
 * others could read it. Call it while the page is constructed.
 */
export function takeLinkToken(path: string): string | null {
  const token = new URLSearchParams(inject(ActivatedRoute).snapshot.fragment ?? '').get('token');
  inject(Location).replaceState(path);
  return token;
}
