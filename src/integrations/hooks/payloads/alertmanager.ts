import { type HookMessage, message } from './hook-message.ts';
import { bold, code, firstLine, link, literal } from './markdown-writing.ts';
import { type Fields, fieldsOf, objectsOf, textAt, textOf, webAddressOf } from './payload-values.ts';

/** Alerts that are shown one by one; of the others the number. */
const MAX_SHOWN = 20;

export const isAlertmanager = (payload: Fields): boolean =>
  Array.isArray(payload.alerts) && (textOf(payload.version) === '4' || payload.status !== undefined);

/** What Alertmanager, and Grafana after it, posts to a webhook. */
export function fromAlertmanager(payload: Fields): HookMessage {
  const alerts = objectsOf(payload.alerts);
  const isFiring = textOf(payload.status) === 'firing';
  const state = isFiring ? `FIRING:${alerts.filter(({ status }) => status === 'firing').length}` : 'RESOLVED';
  const group = Object.values(fieldsOf(payload.groupLabels)).map(textOf).filter(Boolean).join(' ');
  const title = textOf(payload.title) || `[${state}] ${group || textAt(payload, 'commonLabels', 'alertname')}`.trim();
  const left = alerts.length - MAX_SHOWN;
  const severity = textAt(payload, 'commonLabels', 'severity');
  return message(
    [
      bold(link(firstLine(title), webAddressOf(payload.externalURL))),
      ...alerts.slice(0, MAX_SHOWN).map(alertText),
      left > 0 ? `… and ${left} more alerts` : '',
    ],
    { tone: isFiring ? (severity === 'warning' || severity === 'info' ? severity : 'danger') : 'good' },
  );
}

function alertText(alert: Fields): string {
  const labels = fieldsOf(alert.labels);
  const annotations = fieldsOf(alert.annotations);
  const [summary, description] = [textOf(annotations.summary), textOf(annotations.description)];
  const mark = textOf(alert.status) === 'resolved' ? '✅' : '🔥';
  const others = Object.entries(labels)
    .filter(([name]) => name !== 'alertname')
    .map(([name, value]) => code(`${name}=${textOf(value)}`));
  const addresses = [
    link('Runbook', webAddressOf(annotations.runbook_url)),
    link('Source', webAddressOf(alert.generatorURL)),
  ].filter((each) => each.startsWith('['));
  return [
    `${mark} ${bold(literal(textOf(labels.alertname) || 'Alert'))}${summary && `: ${literal(summary)}`}`,
    literal(description),
    others.join(' '),
    addresses.join(' · '),
  ]
    .filter(Boolean)
    .join('\n');
}
