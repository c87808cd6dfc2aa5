import { isKnown, known, type Answer } from '../../core/answer.ts';
import { believed } from '../../core/environments/deployments/believed.ts';
import type { ComponentName } from '../../core/names.ts';
import type { Pipeline, Stage } from '../../core/pipeline/pipeline.ts';
import type { UpstreamFact, UpstreamStage } from '../../core/promotion/facts.ts';
import type { Snapshot } from '../../core/promotion/snapshot.ts';

/** What a lane's own repository shows, with the signals alone that its stage believes. */
export function believedHere(here: Answer<Snapshot>, { environment: policy }: Stage): Answer<Snapshot> {
  if (!isKnown(here) || policy === undefined || here.known.environment === undefined) return here;
  return known({ ...here.known, environment: believed(here.known.environment, policy) });
}

/** What a lane copies from: each stage has signals of its own. */
export function believedUpstream(
  upstream: Map<ComponentName, Answer<UpstreamFact>>,
  { stages }: Pick<Pipeline, 'stages'>,
): Map<ComponentName, Answer<UpstreamFact>> {
  const inStage = (seen: UpstreamStage): UpstreamStage => {
    const policy = stages.find(({ name }) => name === seen.stage)?.environment;
    if (policy === undefined || seen.environment === undefined) return seen;
    return { ...seen, environment: believed(seen.environment, policy) };
  };
  const inFact = (fact: UpstreamFact): UpstreamFact => {
    if (fact.of !== 'stages') return fact;
    return { ...fact, stages: fact.stages.map((one) => (isKnown(one) ? known(inStage(one.known)) : one)) };
  };
  return new Map([...upstream].map(([name, answer]) => [name, isKnown(answer) ? known(inFact(answer.known)) : answer]));
}
