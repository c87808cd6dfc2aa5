import { isPlainName, type ComponentName, type StageName } from '../names.ts';
import type { Controls, Freeze, Hold, Resumed, SetByPerson } from './controls.ts';

/** In characters, encoded: GitHub takes 65,536 of a body, and people read the rest. */
const LONGEST = 24_000;

/** What people set, in a few letters a field: it lives, percent-encoded, in the marker of the control issue. */
interface Kept {
  v: 1;
  h: KeptSet[];
  f: KeptSet[];
  r: KeptSet[];
}

/** `s` stage, `c` component, `u` until, `b` by, `a` at, `w` why. */
interface KeptSet {
  s?: string;
  c?: string;
  u?: number;
  b: string;
  a: number;
  w?: string | undefined;
}

/** Reasons are left out where they would not fit: what stands matters more than why. */
function format(controls: Controls): string {
  const whole = JSON.stringify(keptOf(controls));
  if (encodeURIComponent(whole.toWellFormed()).length <= LONGEST) return whole;
  const { v, h, f, r } = keptOf(controls);
  const bare = (sets: KeptSet[]): KeptSet[] => sets.map((set) => ({ ...set, w: undefined }));
  return JSON.stringify({ v, h: bare(h), f: bare(f), r: bare(r) });
}

const keptOf = ({ holds, freezes, resumed }: Controls): Kept => ({
  v: 1,
  h: holds.map(kept),
  f: freezes.map(kept),
  r: resumed.map(kept),
});

const kept = (set: SetByPerson & { stage?: StageName; component?: ComponentName; until?: number }): KeptSet => ({
  ...(set.stage === undefined ? {} : { s: set.stage }),
  ...(set.component === undefined ? {} : { c: set.component }),
  ...(set.until === undefined ? {} : { u: set.until }),
  b: set.by,
  a: set.at,
  ...(set.because === undefined ? {} : { w: set.because }),
});

/** Undefined for anything that is not wholly understood: half of what people hold is worse than a question. */
function parse(text: string): Controls | undefined {
  const read = fromJson(text);
  if (!isObject(read) || read['v'] !== 1) return undefined;
  const holds = setsOf(read['h'], true);
  const freezes = setsOf(read['f'], false);
  const resumed = setsOf(read['r'], true);
  if (holds === undefined || freezes === undefined || resumed === undefined) return undefined;
  return { holds: holds as Hold[], freezes, resumed: resumed as Resumed[] };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function setsOf(value: unknown, needsStage: boolean): Freeze[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const sets = value.map((one) => setOf(one, needsStage));
  return sets.every((one) => one !== undefined) ? sets : undefined;
}

function setOf(value: unknown, needsStage: boolean): (Freeze & { component?: ComponentName }) | undefined {
  if (!isObject(value)) return undefined;
  const { s, c, u, b, a, w } = value;
  const isName = (name: unknown): boolean => name === undefined || (typeof name === 'string' && isPlainName(name));
  if (!isName(s) || !isName(c) || (needsStage && s === undefined)) return undefined;
  if (typeof b !== 'string' || typeof a !== 'number') return undefined;
  if (u !== undefined && typeof u !== 'number') return undefined;
  return {
    ...(typeof s === 'string' ? { stage: s as StageName } : {}),
    ...(typeof c === 'string' ? { component: c as ComponentName } : {}),
    ...(u === undefined ? {} : { until: u }),
    by: b,
    at: a,
    ...(typeof w === 'string' ? { because: w } : {}),
  };
}

/** What people set, as the control issue carries it, and back. */
export const ControlState = { format, parse };
