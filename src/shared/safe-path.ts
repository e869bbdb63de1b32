/**
 * Where to go next: only a page of this site. Read as the browser reads it, which drops tabs and takes backslashes for
 * slashes; the path alone is kept, and may not name another site by itself (`//evil.example`).
 * @param origin of this site
 */
export function safePath(next: string | null | undefined, origin: string, otherwise: string): string {
  if (!next?.startsWith('/') || !URL.canParse(next, origin)) return otherwise;
  const site = new URL(origin).origin;
  const { origin: named, pathname, search, hash } = new URL(next, site);
  return named === site && !/^\/[/\\]/.test(pathname) ? `${pathname}${search}${hash}` : otherwise;
}
