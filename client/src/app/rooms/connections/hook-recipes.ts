import type { TextKey } from '../../i18n/texts.ts';

interface Recipe {
  /** The name of a product, or the text that names it. */
  name: string | { text: TextKey };
  recipe: TextKey;
}

/** Where an address is entered, by tool. */
export const HOOK_RECIPES = {
  curl: { name: { text: 'connections.tool.curl' }, recipe: 'connections.recipe.curl' },
  alertmanager: { name: 'Alertmanager', recipe: 'connections.recipe.alertmanager' },
  github: { name: 'GitHub', recipe: 'connections.recipe.github' },
  gitlab: { name: 'GitLab', recipe: 'connections.recipe.gitlab' },
  grafana: { name: 'Grafana', recipe: 'connections.recipe.grafana' },
  jenkins: { name: 'Jenkins', recipe: 'connections.recipe.jenkins' },
  sentry: { name: 'Sentry', recipe: 'connections.recipe.sentry' },
  'uptime-kuma': { name: 'Uptime Kuma', recipe: 'connections.recipe.uptime-kuma' },
} as const satisfies Record<string, Recipe>;

export type HookTool = keyof typeof HOOK_RECIPES;
