import { fingerprint } from '../../text/fingerprint.ts';
import { Lineage } from '../../text/trailers.ts';
import { describeContent } from './describe-content.ts';
import type { Facts } from '../facts.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Entry } from '../moves/moves.ts';
import type { Stance } from '../release/stance.ts';
import type { Message, PublishStep, Reason } from '../plan-model.ts';

/** What the lane's pull request is to hold: the moves, their lineage and their words. */
export interface Content {
  entries: Entry[];
  lineage: Lineage;
  /** Equal keys are equal contents; it stands in the body's marker. */
  key: string;
  title: string;
  body: Message;
}

/** `stays`: why the other components of the lane do not come along. */
export function contentOf(
  facts: Facts,
  here: Snapshot,
  { entries, stays, stance }: { entries: Entry[]; stays: Reason[]; stance: Stance },
): Content {
  const { lane, policy } = facts;
  const isRelease = lane.kind === 'environment' && lane.forced !== true;
  const [only] = isRelease ? [] : lane.components;
  const lineage: Lineage = {
    lane: { stage: lane.stage, ...(only === undefined ? {} : { component: only.name }) },
    pipeline: policy.readAt,
    entries: entries.map(({ component, from, to }) => ({
      component,
      code: to.code,
      ...(to.artifact === undefined ? {} : { built: to.artifact.builtFrom.commit, digest: to.artifact.digest }),
      from: from.value as NonNullable<Lineage['entries'][number]['from']>,
    })),
  };
  const left = isRelease ? stays.filter(({ standing }) => standing !== 'resting') : [];
  const whole = [
    ...entries.map(({ component, from, to, since, lacks }) =>
      [component, from.value, to.value, since, ...(lacks === undefined ? [] : ['and-newer'])].map(shortened).join('.'),
    ),
    ...left.map(({ about, code }) => `${about}.${code}`),
  ].join('+');
  const key = whole.length <= LONGEST_KEY ? whole : `${entries.length}.${fingerprint(whole)}`;
  const { title, body } = describeContent({ facts, here, entries, left, key });
  const tick = stance.is === 'waits' ? undefined : stance.tick;
  const marked = tick === undefined ? body : { ...body, fields: { ...body.fields, tick: String(tick) } };
  return { entries, lineage, key, title, body: marked };
}

/** In characters. It stands in the body, which has a limit too. */
const LONGEST_KEY = 1_000;

const shortened = (part: string): string => part.replace(/^sha256:/, '').slice(0, 16);

/** The commit on the Sluice branch: what moved in words, and the lineage that machines read back. */
export function commitMessage(content: Content): PublishStep['commit'] {
  return { headline: content.title, body: Lineage.format(content.lineage) };
}
