import { type CallerKind, CALLERS, type Case } from './cases.ts';
import { commandsOf, framesCase } from './frames.ts';
import { chance, pick, type Random } from './odd-values.ts';
import { type OpenApi, rawCase, requestCase, type Route, routesOf } from './requests.ts';

/** Uploads are decoded in processes of their own, and passwords hashed: these routes are asked more seldom than others. */
const isDear = ({ multipart, path }: Route): boolean =>
  multipart || /\/auth\/(register|login|change|reset)|export$/.test(path);
const DEAR_PERCENT = 15;

/** Makes cases from the server's own documents: a route or a command that is new there is tried at once. */
export async function generator(url: string, random: Random): Promise<() => Case> {
  const read = async (path: string): Promise<unknown> => (await fetch(url + path)).json();
  const openApi = (await read('/api/docs-json')) as OpenApi;
  const [commands, schemas] = commandsOf((await read('/api/async-docs')) as Parameters<typeof commandsOf>[0]);
  const [cheap, dear] = [false, true].map((wanted) => routesOf(openApi).filter((route) => isDear(route) === wanted));
  const caller = (): CallerKind => (chance(random, 60) ? 'member' : pick(random, CALLERS));
  return () => {
    const kind = random.below(100);
    if (kind < 30) return framesCase(random, caller(), commands, schemas);
    if (kind < 33) return rawCase(random);
    const route = random.pick((chance(random, DEAR_PERCENT) ? dear : cheap) ?? []);
    return route ? requestCase(random, caller(), route, openApi.components.schemas) : rawCase(random);
  };
}
