import type { Stage } from '../pipeline/pipeline.ts';
import { bareSentence, type ForcedView } from './lane/forced.ts';
import { firstClosed } from './lane/gates.ts';
import type { LaneView } from './lane/lane-view.ts';
import type { ReleaseState } from './set/release-state.ts';
import type { Link } from './words/link.ts';

/** The head of a stage's column. */
export interface StageHead {
  name: string;
  kind: string;
  /** The path of an environment's page. */
  url?: string;
  /** How an environment is released now. */
  release?: ReleaseState;
  /** Its open release pull request, by its number. */
  pullRequest?: Link;
  /** The first gate that keeps it from being merged, else what the last look had to say about it. */
  waits?: { says: string; standing: 'blocked' | 'waiting' };
  /** How many components go there ahead of everything else. */
  forced: number;
  /** The open pull requests of their own; missing where there are none. */
  forcing?: (Pick<ForcedView, 'component' | 'waits'> & { pullRequest: Link })[];
}

/** What a stage's column begins with. */
export function stageHead({ name, kind }: Stage, lanes: LaneView[]): StageHead {
  const lane = kind === 'environment' ? lanes.find((one) => one.name === name) : undefined;
  if (lane === undefined) return { name, kind, forced: 0 };
  const { pullRequest, release, url } = lane;
  const waits = pullRequest === undefined ? undefined : waitsFor(lane);
  return {
    name,
    kind,
    url,
    forced: lane.forced.length,
    ...(release === undefined ? {} : { release }),
    ...(pullRequest === undefined ? {} : { pullRequest: { name: numberIn(pullRequest), url: pullRequest.url } }),
    ...(waits === undefined ? {} : { waits }),
    ...forcingOf(lane),
  };
}

function forcingOf({ forced }: LaneView): Pick<StageHead, 'forcing'> {
  const forcing = forced.flatMap(({ component, pullRequest, waits }) =>
    pullRequest === undefined
      ? []
      : [
          {
            component,
            pullRequest: { name: numberIn(pullRequest), url: pullRequest.url },
            ...(waits === undefined ? {} : { waits }),
          },
        ],
  );
  return forcing.length === 0 ? {} : { forcing };
}

const numberIn = ({ name }: Link): string => name.slice(name.indexOf('#'));

/** What people froze or hold is said by the release already. */
function waitsFor({ gates, reasons, release }: LaneView): StageHead['waits'] {
  const isSet = release?.is === 'frozen' || release?.is === 'held';
  const gate = firstClosed(gates.filter(({ gate: name }) => !isSet || (name !== 'freeze' && name !== 'hold')));
  if (gate !== undefined)
    return { says: `${gate.gate}: ${bareSentence(gate.because ?? gate.says)}`, standing: gate.standing ?? 'waiting' };
  const said = reasons.filter(({ about, code }) => about === 'lane' && code !== 'frozen' && code !== 'held');
  const worst = ['blocked', 'waiting'].flatMap((how) => said.find(({ standing }) => standing === how) ?? [])[0];
  if (worst === undefined) return undefined;
  return { says: bareSentence(worst.says), standing: worst.standing === 'blocked' ? 'blocked' : 'waiting' };
}
