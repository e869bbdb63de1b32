import type { Crowd } from './crowd.ts';
import { load, type Step, TOO_LATE, type Watched } from './load.ts';

/** The search ends when what held and what did not are this close. */
const CLOSE = 1.1;
const MOST_STEPS = 12;
/** Of the deliveries asked for, this many must come within the window. */
const KEPT_UP = 0.93;
/** Cores used by strangers that make a failure worth a second try. */
const DISTURBED = 0.3;

export const holds = (step: Step): boolean =>
  step.deliverP99 < TOO_LATE &&
  step.lost + step.doubled + step.refused + step.unanswered === 0 &&
  step.rate >= KEPT_UP * (step.offered ?? 0);

/** Finds the highest rate that holds, by halving what lies between one that does and one that does not. */
export async function highest(
  crowd: Crowd,
  watched: Watched,
  seconds: number,
  tell: (step: Step) => void,
): Promise<{ steps: Step[]; best?: Step }> {
  const guess = await warmUp(crowd, watched, tell);
  const steps: Step[] = [];
  let best: Step | undefined;
  let failed = Infinity;
  for (let rate = guess * 0.8; steps.length < MOST_STEPS;) {
    const step = await patiently(() => load(crowd, watched, seconds, { rate }));
    tell(step);
    steps.push(step);
    if (holds(step)) best = step;
    else failed = rate;
    const held = best?.offered ?? 0;
    if (held && failed / held < CLOSE) break;
    rate = failed === Infinity ? held * 1.4 : held ? Math.sqrt(held * failed) : failed * 0.6;
  }
  return { steps, best };
}

/** Until the compiler has seen what is hot; its answer is a first guess of the highest rate. */
async function warmUp(crowd: Crowd, watched: Watched, tell: (step: Step) => void): Promise<number> {
  const few = Math.max(8, Math.min(256, Math.round(20_000 / crowd.scenario.members)));
  await load(crowd, watched, 1, { outstanding: 16 });
  const step = await load(crowd, watched, 2, { outstanding: few });
  tell(step);
  return step.rate;
}

/** A step that failed while strangers used the machine is tried once more. */
async function patiently(attempt: () => Promise<Step>): Promise<Step> {
  const step = await attempt();
  return holds(step) || step.strangersCores < DISTURBED ? step : attempt();
}
