/** A browser at the pages of a provider: it keeps cookies, follows redirects and sends forms. */
export class ProviderBrowser {
  private readonly cookies = new Map<string, string>();

  /** Signs in on the page that an address leads to. @returns the address at Parley that the provider leads back to */
  async signIn(page: string, login: string): Promise<string> {
    const { html, leads } = await this.open(page);
    if (leads) return leads; // signed in there before
    const { leads: back } = await this.submit(html, { prompt: 'login', login, password: 'any' });
    if (!back) throw new Error('The provider leads nowhere');
    return back;
  }

  /** Says no on that page. @returns the address at Parley */
  async refuse(page: string): Promise<string> {
    const { html } = await this.open(page);
    const abort = /href="([^"]*\/abort)"/.exec(html)?.[1];
    const { leads } = await this.open(abort ?? '');
    if (!leads) throw new Error('The provider leads nowhere');
    return leads;
  }

  /** Agrees to signing out at the provider. @returns where it leads */
  async signOut(page: string): Promise<string | undefined> {
    const { html } = await this.open(page);
    const xsrf = /name="xsrf" value="([^"]*)"/.exec(html)?.[1] ?? '';
    return (await this.submit(html, { xsrf, logout: 'yes' })).leads;
  }

  private async submit(html: string, fields: Record<string, string>) {
    const action = /action="([^"]*)"/.exec(html)?.[1] ?? '';
    return this.open(action, { method: 'POST', body: new URLSearchParams(fields) });
  }

  /** Follows redirects within the provider. @returns the page, or the address elsewhere that it leads to */
  private async open(address: string, request: RequestInit = {}): Promise<{ html: string; leads?: string }> {
    const { origin } = new URL(address);
    for (let next = { address, request }; ;) {
      const headers = { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
      const response = await fetch(next.address, { ...next.request, headers, redirect: 'manual' });
      this.keep(response);
      const location = response.headers.get('location');
      if (!location) return { html: await response.text() };
      next = { address: new URL(location, next.address).href, request: {} };
      if (new URL(next.address).origin !== origin) return { html: '', leads: next.address };
    }
  }

  private keep(response: Response): void {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';', 1);
      const [name = ''] = pair.split('=', 1);
      const value = pair.slice(name.length + 1);
      if (value && !/expires=Thu, 01 Jan 1970/i.test(cookie)) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
  }
}
