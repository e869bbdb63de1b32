/**
 * The line that says which database a command works on: where it is, and nothing that lets in.
 * @param embeddedIn the folder of the database of `npm start`, where that is meant
 */
export function describeDatabase(url: string, embeddedIn?: string): string {
  if (embeddedIn) return `Database: the embedded one of npm start in ${embeddedIn}, since DATABASE_URL is not set`;
  const { hostname, port, pathname, searchParams } = new URL(url);
  const host = searchParams.get('host') ?? (hostname || 'localhost');
  return `Database: ${decodeURIComponent(pathname.slice(1)) || '(of the user’s name)'} at ${host}${port && `:${port}`}`;
}
