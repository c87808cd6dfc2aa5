import { fingerprint } from '../../text/fingerprint.ts';
import { Lineage } from '../../text/trailers.ts';
import { describeContent } from './describe-content.ts';
import type { Facts } from '../facts.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Entry } from '../moves/moves.ts';
import { writePin } from '../moves/write-pins.ts';
import type { Stance } from '../release/stance.ts';
import type { FileEdit, Message, PublishStep, Reason } from '../plan-model.ts';

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

/**
 * The new text of every pinned file, starting from the base's or the branch's text of it. Undefined when the branch cannot take
 * the move: since it was made, the base has come to hold the pin in another file or by another name.
 */
export function editsOf(entries: Entry[], here: Snapshot, from: 'base' | 'head'): FileEdit[] | undefined {
  const texts = new Map<string, string>();
  for (const { to, pins } of entries) {
    for (const place of pins) {
      const { path } = place.address;
      const text = texts.get(path) ?? here.files.find((file) => file.path === path)?.[from];
      const result = text === undefined ? undefined : writePin(text, place, to);
      if (result === undefined || 'problem' in result) return undefined;
      texts.set(path, result.text);
    }
  }
  return [...texts].map(([path, text]) => ({ path, text }));
}

/** The commit on the Sluice branch: what moved in words, and the lineage that machines read back. */
export function commitMessage(content: Content): PublishStep['commit'] {
  return { headline: content.title, body: Lineage.format(content.lineage) };
}
