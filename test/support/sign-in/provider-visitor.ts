import type { ProviderPage } from '../../../src/auth/providers/oidc.dto.ts';
import type { Login } from '../../../src/auth/auth.dto.ts';
import { type Answer, ApiClient } from '../member.ts';
import type { Script, ScriptedProvider } from './scripted-provider.ts';

/** A browser that goes to a provider and comes back. */
export class ProviderVisitor extends ApiClient {
  start(provider: string, body: object = {}): Promise<Answer<ProviderPage>> {
    return this.ask<ProviderPage>('POST', `/auth/oidc/${provider}/start`, body);
  }

  /** The page of the provider. */
  async pageOf(provider: string, body: object = {}): Promise<string> {
    return (await this.must<ProviderPage>('POST', `/auth/oidc/${provider}/start`, body)).url;
  }

  /** Opens the address that the provider sends back to, wherever its host is. @returns the path it leads to */
  async comeBack(address: string): Promise<string> {
    const { pathname, search } = new URL(address);
    const response = await fetch(`${this.url}${pathname}${search}`, {
      redirect: 'manual',
      headers: { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = cookie.split(';', 1).join().split('=');
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    if (response.status !== 303) throw new Error(`${response.status} ${await response.text()}`);
    return response.headers.get('location') ?? '';
  }

  /** All the way. @returns the path it leads to */
  async signInAt(provider: ScriptedProvider, id: string, script: Script, body: object = {}): Promise<string> {
    return this.comeBack(provider.signIn(await this.pageOf(id, body), script));
  }

  /** Takes the session that the way back has begun, as the page `/entered` does. */
  async enter(): Promise<Login> {
    const login = await this.ask<Login>('POST', '/auth/refresh', undefined, this.xsrf);
    if (login.status !== 200) throw new Error(JSON.stringify(login.body));
    this.token = login.body.accessToken;
    return login.body;
  }
}
