import { computed, inject, Injectable } from '@angular/core';
import { ServerInfo } from '../server-info.ts';

/** Whether this browser, at this address, can use passkeys of the server. */
@Injectable({ providedIn: 'root' })
export class PasskeySupport {
  private readonly server = inject(ServerInfo);
  private readonly address = computed(() => this.server.current()?.signIn.passkeyAddress ?? null);

  readonly isHere = computed(() => this.address() === location.origin && 'PublicKeyCredential' in window);
  /** The address to open for passkeys, when this page has another; otherwise null. */
  readonly elsewhere = computed(() => (this.address() === location.origin ? null : this.address()));
}
