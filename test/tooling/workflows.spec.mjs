import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { literalTypeErrors } from '../support/manifests/literal-types.mjs';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
const workflows = readdirSync('.github/workflows').map((file) => ({
  file,
  workflow: parse(readFileSync(`.github/workflows/${file}`, 'utf8')),
}));
const typeErrors = (value) =>
  literalTypeErrors([{ type: 'GeneratedWorkflowTypes.Workflow', from: '@github-actions-workflow-ts/lib', value }]);

describe.each(workflows)('the workflow $file', ({ workflow }) => {
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);

  it('uses no field that GitHub does not know', () => expect(typeErrors(workflow)).toEqual([]));

  it('either runs a command or uses an action of a version in each step', () => {
    for (const { uses, run } of steps) {
      expect([uses, run].filter(Boolean)).toHaveLength(1);
      if (uses) expect(uses).toMatch(/^[\w-]+\/[\w-]+@v\d+$/);
    }
  });

  it('runs scripts and files that there are', () => {
    const commands = steps.map(({ run = '' }) => run).join('\n');
    for (const [, script] of commands.matchAll(/npm run (?:--silent )?([\w:]+)/g))
      expect(Object.keys(scripts)).toContain(script);
    for (const [, file] of commands.matchAll(/node (\S+\.m?[jt]s)/g))
      expect([file, existsSync(file)]).toEqual([file, true]);
  });

  it('waits for jobs and reads results of steps that there are, and ends by itself', () => {
    for (const [name, job] of jobs) {
      for (const needed of [job.needs ?? []].flat()) expect(Object.keys(workflow.jobs)).toContain(needed);
      const ids = job.steps.map(({ id }) => id);
      for (const [, id] of JSON.stringify(job).matchAll(/steps\.(\w+)\./g)) expect(ids).toContain(id);
      expect([name, job['timeout-minutes']]).toEqual([name, expect.any(Number)]);
    }
  });
});

describe('the workflow of a release', () => {
  const { workflow } = workflows.find(({ file }) => file === 'release.yml');

  it('brings the image and the tarball for amd64 and arm64', () => {
    const image = workflow.jobs.release.steps.find(({ id }) => id === 'image');
    expect(image.with.platforms.split(',')).toEqual(['linux/amd64', 'linux/arm64']);
    const { strategy, needs, steps } = workflow.jobs.tarball;
    expect(strategy.matrix.machine).toEqual(['ubuntu-24.04', 'ubuntu-24.04-arm']);
    expect(needs).toBe('release');
    expect(steps.at(-1).run).toMatch(/gh release upload .*parley-\*-linux-\*\.tar\.gz/);
  });

  it('publishes the chart with the image that it has built', () => {
    const commands = workflow.jobs.release.steps.map(({ run = '' }) => run);
    const packs = commands.findIndex((run) =>
      run.includes('chart.mjs --own "$IMAGE@${{ steps.image.outputs.digest }}"'),
    );
    const publishes = commands.findIndex((run) => /gh release create .*parley-\*\.tgz/.test(run));
    expect(packs).toBeGreaterThan(0);
    expect(publishes).toBeGreaterThan(packs);
  });

  it('gives each job no more rights than it needs', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(workflow.jobs.tarball.permissions).toEqual({ contents: 'write' });
  });

  it('would be refused with a field that is spelt wrong', () => {
    const wrong = structuredClone(workflow);
    wrong.jobs.tarball['timeout-minute'] = 5;
    expect(typeErrors(wrong).join()).toContain('timeout-minute');
  });
});
