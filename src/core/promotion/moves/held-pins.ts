import { isCommitSha, type CommitSha, type ComponentName } from '../../names.ts';
import { fillPlaceholders, type PinRule } from '../../pipeline/pipeline.ts';
import { locatePin } from '../../pins/index.ts';
import type { PinnedFile, Snapshot } from '../facts.ts';
import type { Reason } from '../plan-model.ts';

/** The commit that all pins of a component hold, and where they stand; the first is the one whose history counts. */
export interface HeldPins {
  value: CommitSha;
  pins: [PinPlace, ...PinPlace[]];
}

export interface PinPlace {
  path: string;
  arg: string;
}

/** The one commit that all pins of the component hold on the base, or why that cannot be said. */
export function readPins(rules: PinRule[], here: Snapshot, component: ComponentName): HeldPins | { reason: Reason } {
  const blocked = (code: string, says: string, next: string): { reason: Reason } => ({
    reason: { about: component, standing: 'blocked', code, says, next },
  });
  const values: { path: string; arg: string; value: string; line: number }[] = [];
  for (const rule of rules) {
    const path = fillPlaceholders(rule.file, component);
    const file = here.files.find((candidate) => candidate.path === path);
    const found = readPin(file, { path, arg: rule.arg }, here);
    if ('problem' in found) return blocked('pin-not-found', found.problem, found.next);
    values.push({ path, arg: rule.arg, ...found });
  }
  const [first] = values;
  if (first === undefined) return blocked('pin-not-found', 'the stage names no pin', 'name one in the pipeline');
  const other = values.find((value) => value.value !== first.value);
  if (other !== undefined) {
    const says = `its pins disagree: ${first.path}:${first.line} holds ${first.value}, ${other.path}:${other.line} holds ${other.value}`;
    return blocked('pins-disagree', says, 'set them to the same commit by hand once');
  }
  if (!isCommitSha(first.value)) {
    const says = `${first.path}:${first.line} ARG ${first.arg} holds "${first.value}", which is not a full commit id`;
    return blocked('pin-unknown', says, 'set it to a full commit id of the code repository by hand once');
  }
  const [place, ...others] = values.map(({ path, arg }) => ({ path, arg }));
  return { value: first.value, pins: [place ?? first, ...others] };
}

function readPin(
  file: PinnedFile | undefined,
  rule: { path: string; arg: string },
  here: Snapshot,
): { value: string; line: number } | { problem: string; next: string } {
  const where = `${here.repo} ${here.base.name}: ${rule.path}`;
  if (file?.unreadable !== undefined)
    return { problem: `${where} cannot be edited: ${file.unreadable}`, next: 'name another file in the pipeline' };
  if (file?.base === undefined)
    return { problem: `${where} does not exist`, next: 'add the file, or name another one in the pipeline' };
  const pin = locatePin(file.base, rule);
  if (!('problem' in pin)) return { value: pin.value, line: pin.line };
  const candidates = pin.problem.candidates.map(({ line, text }) => `${rule.path}:${line} ${text}`);
  const listed = candidates.length === 0 ? '' : ` Candidates: ${candidates.join('; ')}.`;
  return { problem: `${where}: ${pin.problem.message}${listed}`, next: 'make the pin match exactly one place' };
}
