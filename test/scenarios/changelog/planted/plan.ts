import * as fc from 'fast-check';
import type { MergeMethod } from '../../../../src/forge/domain/state.ts';
import type { Branch, Landing } from './feature.ts';
import type { Garden } from './garden.ts';
import { seedlings, type Seedling } from './planting.ts';

/** What somebody does next; what it is done to, `which` chooses among what there is. */
interface Step {
  act: 'land' | 'undo' | 'pick' | 'backport' | 'push' | 'branch-off' | 'merge-back';
  which: number;
  onRelease: boolean;
  method: MergeMethod;
  commits: number;
  seedlings: Seedling[];
  byButton: boolean;
  isGitNew: boolean;
  /** Until the next step. */
  minutes: number;
}

export interface Plan {
  steps: Step[];
  /** Where the range lies: so many tips of its branch after the first one, and so many before the last. */
  onRelease: boolean;
  after: number;
  before: number;
}

const steps: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom(
    ...([
      'land',
      'land',
      'land',
      'land',
      'undo',
      'undo',
      'undo',
      'pick',
      'backport',
      'push',
      'branch-off',
      'merge-back',
    ] as const),
  ),
  which: fc.nat(100),
  onRelease: fc.boolean(),
  method: fc.constantFrom<MergeMethod>('squash', 'merge', 'rebase'),
  commits: fc.integer({ min: 1, max: 3 }),
  seedlings: fc.array(seedlings, { minLength: 1, maxLength: 2 }),
  byButton: fc.boolean(),
  isGitNew: fc.boolean(),
  minutes: fc.integer({ min: 0, max: 400 }),
});

export const plans: fc.Arbitrary<Plan> = fc.record({
  steps: fc.array(steps, { minLength: 10, maxLength: 22, size: 'max' }),
  onRelease: fc.boolean(),
  after: fc.nat(4),
  before: fc.nat(3),
});

/** Does the steps in a garden; one for which there is nothing to do it to is left out. */
export function follow(garden: Garden, plan: Plan, passes: (minutes: number) => void): void {
  for (const step of plan.steps) {
    take(garden, step);
    passes(step.minutes);
  }
}

function take(garden: Garden, step: Step): void {
  const branch: Branch = step.onRelease && garden.tips.release.length > 0 ? 'release' : 'main';
  switch (step.act) {
    case 'land':
      return garden.lands({ ...step, branch });
    case 'push':
      return garden.pushes(branch, step.seedlings);
    case 'branch-off':
      return garden.branchesOff();
    case 'merge-back':
      return garden.mergesBack();
    case 'undo':
      return undo(garden, branch, step);
    case 'pick':
    case 'backport':
      return copy(garden, step);
  }
}

function undo(garden: Garden, branch: Branch, step: Step): void {
  const tip = garden.tip(branch);
  const done = [
    ...garden.features.flatMap(({ landings }) => landings),
    ...garden.undoings.filter(({ isReapplied }) => !isReapplied),
  ];
  const possible = done.filter((one) => {
    const isOff = 'isReapplied' in one && !one.isReapplied;
    const isLatest = one === latest(garden, one);
    return one.branch === branch && isLatest && garden.has(tip, one.feature) !== isOff;
  });
  const chosen = possible[step.which % Math.max(1, possible.length)];
  if (chosen !== undefined) garden.undoes(chosen, step);
}

/** People take back what happened to a feature last. */
function latest(garden: Garden, { feature, branch }: Landing): Landing | undefined {
  const happened = [
    ...feature.landings,
    ...garden.undoings.filter((one) => one.feature === feature && !one.isReapplied),
  ];
  const here = happened.filter((one) => one.branch === branch);
  return here.find((one) =>
    here.every((other) => garden.isBefore(other.commits.at(-1) ?? '', one.commits.at(-1) ?? '')),
  );
}

function copy(garden: Garden, step: Step): void {
  if (garden.tips.release.length === 0) return;
  const [main, release] = [garden.tip('main'), garden.tip('release')];
  const possible = garden.features.flatMap((feature) => {
    const [landing] = feature.landings;
    const isWanted = garden.has(main, feature) && !garden.has(release, feature);
    return isWanted && landing?.branch === 'main' ? [landing] : [];
  });
  const chosen = possible[step.which % Math.max(1, possible.length)];
  if (chosen === undefined) return;
  if (step.act === 'pick') garden.picks(chosen);
  else if (chosen.number !== undefined) garden.backports(chosen, step.method);
}
