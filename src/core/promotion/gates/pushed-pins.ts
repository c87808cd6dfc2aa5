import { foreignCommits } from '../content/branch-content.ts';
import { soakOf } from '../offers/proven.ts';
import { movedOnBranch } from '../status/moved-pins.ts';
import { isClosed, open, prefixed, type Gate } from './gate.ts';
import { setByPeople } from './set-by-people.ts';
import { soakedValues } from './soak.ts';

/** Pins that people moved on a Sluice branch are judged like those in a pull request of their own: holds and soak bind them too. */
export const pushedPinsGate: Gate = ({ facts, here, pullRequest, entries, waived }) => {
  if (facts.lane.kind !== 'environment' || foreignCommits(facts, here).length === 0) return open;
  const ours = new Map(entries.map(({ component, to }) => [component, to.value]));
  const pushed = movedOnBranch(facts, here).filter(
    ({ component, to }) => to === undefined || ours.get(component) !== to,
  );
  const soaked = soakOf(facts.policy) === 0 || waived ? [] : pushed.map((pin) => soakedValues(facts, here, pin));
  const verdicts = [
    setByPeople(
      facts,
      pushed.map(({ component }) => component),
    ),
    ...soaked,
  ];
  const questions = verdicts.flatMap((verdict) => ('questions' in verdict ? verdict.questions : []));
  if (questions.length > 0) return { questions };
  const shut = verdicts.find(isClosed);
  return shut === undefined ? open : prefixed(pullRequest.number, shut);
};
