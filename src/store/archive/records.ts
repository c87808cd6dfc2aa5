/** The lines of an archive, format 1: `{"<record>":{…}}`, between a first line that names the format and a last that counts. */
import { z } from 'zod';

const VERSION = 1;

/** Columns take no U+0000; what JSON keeps as text may hold any. */
const text = z.string().refine((value) => !value.includes('\0'), 'U+0000 cannot be stored');
const instant = z.int();
const count = z.int().min(0);

/** What each kind of record holds, in the order in which an archive tells them. */
const RECORDS = {
  /** A delivery that is not understood yet. */
  delivery: z.strictObject({
    guid: text,
    event: text,
    payload: z.record(z.string(), z.unknown()),
    receivedAt: instant,
    dueAt: instant,
    tries: count,
    parked: z.literal(true).optional(),
    cause: text.optional(),
  }),
  /** One that was: its redelivery is nothing new. */
  processed: z.strictObject({ guid: text, event: text, receivedAt: instant, processedAt: instant }),
  /** A key that wants looking at; one that was held is due. */
  attention: z.strictObject({
    key: text,
    dueAt: instant,
    since: instant,
    because: z.array(text),
    tries: count,
    cause: text.optional(),
    parkedAt: instant.optional(),
  }),
  pipeline: z.looseObject({ repo: text }),
  artifact: z.looseObject({
    pipeline: text,
    component: text,
    digest: text,
    builtFrom: z.strictObject({ repo: text, commit: text }),
    learnedAt: instant,
  }),
  standing: z.looseObject({ lane: text, pipeline: text, at: instant }),
  intention: z.strictObject({
    key: text,
    firstAt: instant,
    previousAt: instant.optional(),
    lastAt: instant,
    doneAt: instant.optional(),
  }),
  ledger: z.strictObject({
    at: instant,
    kind: text,
    lane: text.optional(),
    promotion: text.optional(),
    key: text.optional(),
    facts: z.record(z.string(), z.unknown()),
  }),
};

/** A kind of record. */
export type RecordKind = keyof typeof RECORDS;

/** What a record of the kind holds. */
export type RecordOf<Kind extends RecordKind> = z.infer<(typeof RECORDS)[Kind]>;

/** How many records of each kind an archive holds. */
export type Counts = Record<RecordKind, number>;

const ending = z.record(z.enum(Object.keys(RECORDS) as [RecordKind, ...RecordKind[]]), count);

/** One line, understood, or why it is not. */
export type Line =
  | { is: 'begin'; schema: string }
  | { [Kind in RecordKind]: { is: 'record'; kind: Kind; value: RecordOf<Kind> } }[RecordKind]
  | { is: 'end'; counts: Counts }
  | { is: 'wrong'; because: string };

/** The first line. `schema` is the newest migration of the store it came from, for people. */
export const formatBegin = (schema: string): string => lineOf({ sluice: 'archive', v: VERSION, schema });

export const formatRecord = <Kind extends RecordKind>(kind: Kind, value: RecordOf<Kind>): string =>
  lineOf({ [kind]: value });

/** The last line: a file that lacks it was cut off. */
export const formatEnd = (counts: Counts): string => lineOf({ end: counts });

export const noCounts = (): Counts =>
  Object.fromEntries(Object.keys(RECORDS).map((kind) => [kind, 0])) as Record<RecordKind, number>;

export function parseLine(line: string): Line {
  const parsed = jsonOf(line);
  if (parsed === undefined) return { is: 'wrong', because: 'it is not a JSON object' };
  if ('sluice' in parsed) return parseBegin(parsed);
  const [[kind, value] = ['', undefined], ...others] = Object.entries(parsed);
  if (others.length > 0) return { is: 'wrong', because: 'it is not one record' };
  if (kind === 'end') {
    const { data } = ending.safeParse(value);
    return data ? { is: 'end', counts: { ...noCounts(), ...data } } : { is: 'wrong', because: 'it counts no records' };
  }
  if (!Object.hasOwn(RECORDS, kind))
    return { is: 'wrong', because: `no record is called ${JSON.stringify(kind.slice(0, 40))}` };
  return parseRecord(kind as RecordKind, value);
}

function parseBegin(parsed: Record<string, unknown>): Line {
  if (parsed['sluice'] !== 'archive') return { is: 'wrong', because: 'it begins no archive' };
  if (parsed['v'] === VERSION) return { is: 'begin', schema: String(parsed['schema']) };
  return {
    is: 'wrong',
    because: `its format is ${JSON.stringify(parsed['v'])}, and this release reads format ${VERSION}`,
  };
}

function parseRecord(kind: RecordKind, value: unknown): Line {
  const { error } = RECORDS[kind].safeParse(value);
  // The value as it came, not zod's copy, whose keys are in another order.
  if (error === undefined) return { is: 'record', kind, value } as Line;
  const [issue] = error.issues;
  const where = [kind, ...(issue?.path ?? [])].map(String).join('.');
  return { is: 'wrong', because: `${where.slice(0, 80)}: ${issue?.message ?? 'not understood'}` };
}

function jsonOf(line: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** U+2028 and U+2029 end a line for some readers, Node's own among them. */
const lineOf = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`);
