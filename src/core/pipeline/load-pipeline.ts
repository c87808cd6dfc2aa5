import { isMap, isScalar, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { z } from 'zod';

import type { BranchName, CommitSha, ComponentName, RepoName, StageName } from '../names.ts';
import { crossCheck, type Mistake } from './cross-check.ts';
import type { Pipeline, Stage } from './pipeline.ts';
import { nearest, type PipelineProblem } from './problem.ts';
import { KNOWN_KEYS, pipelineFileV1, type PipelineFileV1 } from './schema.ts';

/** A pipeline file is small; a larger one is a mistake or an attack on the parser. */
const MAX_CHARACTERS = 65_536;
const DOCS = 'docs/reference/pipeline-file.md';

export type LoadedPipeline = { pipeline: Pipeline } | { problems: PipelineProblem[] };

type Path = (string | number)[];

/**
 * Reads a pipeline file. Every problem is reported at once, in the order of the file, each with line, column, the value
 * found and the nearest valid one; it never throws.
 */
export function loadPipeline(text: string, at: { repo: RepoName; commit: CommitSha }): LoadedPipeline {
  if (text.length > MAX_CHARACTERS) {
    return { problems: [whole('TOO_LARGE', `has ${text.length} characters; a pipeline file has at most ${MAX_CHARACTERS}.`)] };
  }
  const lines = new LineCounter();
  let document: Document.Parsed;
  try {
    document = parseDocument(text, { lineCounter: lines, version: '1.2', schema: 'core', merge: false });
  } catch (error) {
    // Deep nesting ends in a RangeError rather than a YAMLParseError (CVE-2026-33532 and its kin).
    return { problems: [whole('UNREADABLE', `is not YAML that can be read: ${(error as Error).message}.`)] };
  }
  if (document.errors.length > 0) return { problems: document.errors.map((error) => syntaxProblem(error)) };
  const place = (path: Path, key: boolean): { line: number; column: number; got?: string } => locate(document, lines, path, key);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    return { problems: [whole('UNREADABLE', `is not YAML that can be read: ${(error as Error).message}.`)] };
  }
  const parsed = pipelineFileV1.safeParse(value);
  const mistakes = parsed.success ? crossCheck(parsed.data, at.repo) : parsed.error.issues.flatMap(fromZod);
  if (mistakes.length > 0) {
    return {
      problems: mistakes
        .map((mistake) => ({ ...toProblem(mistake), ...place(mistake.path, mistake.atKey ?? false) }))
        .sort((a, b) => a.line - b.line || a.column - b.column),
    };
  }
  return { pipeline: toPipeline(parsed.data as PipelineFileV1, at) };
}

function toPipeline(file: PipelineFileV1, at: { repo: RepoName; commit: CommitSha }): Pipeline {
  const components = Object.entries(file.components).map(([name, { code }]) => ({
    name: name as ComponentName,
    code: code as RepoName,
  }));
  const stages = Object.entries(file.stages).map(([name, stage]): Stage => ({
    name: name as StageName,
    kind: stage.kind,
    repo: stage.repo,
    ...(stage.branch === undefined ? {} : { branch: stage.branch as BranchName }),
    components: (stage.components ?? components.map((component) => component.name)) as ComponentName[],
    pins: stage.pins,
    checks: stage.checks ?? 'none',
    merge: stage.merge,
  }));
  return { ...at, components, stages };
}

function whole(code: string, says: string): PipelineProblem {
  return { code: `PIPELINE_${code}`, line: 1, column: 1, path: '', says, docs: DOCS };
}

function syntaxProblem(error: Document.Parsed['errors'][number]): PipelineProblem {
  const position = error.linePos?.[0] ?? { line: 1, col: 1 };
  const says = error.message.split(' at line ')[0] ?? error.message;
  return { code: 'PIPELINE_SYNTAX', line: position.line, column: position.col, path: '', says: `${says}.`, docs: DOCS };
}

function fromZod(issue: z.core.$ZodIssue): Mistake[] {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...path, key], key));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const [deepest] = [...issue.errors].sort((a, b) => (b[0]?.path.length ?? 0) - (a[0]?.path.length ?? 0));
    return (deepest ?? []).flatMap((inner) => fromZod({ ...inner, path: [...path, ...inner.path] } as z.core.$ZodIssue));
  }
  if (issue.code === 'invalid_key') return [{ code: 'NAME', path, atKey: true, says: issue.issues[0]?.message ?? issue.message }];
  if (issue.code === 'invalid_value') {
    const valid = issue.values.map(String);
    return [{ code: 'VALUE', path, says: `takes ${valid.join(' or ')}`, valid }];
  }
  if (issue.code === 'invalid_type' && /undefined/.test(issue.message)) {
    return [{ code: 'MISSING', path, says: `is missing` }];
  }
  return [{ code: 'VALUE', path, says: issue.message }];
}

function unknownKey(path: Path, key: string): Mistake {
  const parent = path.slice(0, -1).map((part, index) => (isName(path, index) ? '*' : part));
  const knownHere = KNOWN_KEYS[parent.join('.')] ?? [];
  return {
    code: 'UNKNOWN_KEY',
    path,
    atKey: true,
    says: `is not a key that this version reads; it reads ${knownHere.join(', ')}`,
    near: { word: key, candidates: knownHere },
  };
}

/** Names and list positions stand for themselves in the table of known keys. */
function isName(path: Path, index: number): boolean {
  if (typeof path[index] === 'number') return true;
  return index === 1 && (path[0] === 'components' || path[0] === 'stages');
}

function toProblem(mistake: Mistake): Omit<PipelineProblem, 'line' | 'column'> {
  const near = mistake.near ?? undefined;
  const didYouMean = near === undefined ? undefined : nearest(near.word, near.candidates);
  const path = mistake.path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
  const section = typeof mistake.path[0] === 'string' ? `#${mistake.path[0]}` : '';
  return {
    code: `PIPELINE_${mistake.code}`,
    path,
    says: `${mistake.says}.`,
    ...(didYouMean === undefined ? {} : { didYouMean }),
    docs: `${DOCS}${section}`,
  };
}

/** Where a path stands in the text: its value, its key, or the nearest parent that exists. */
function locate(document: Document, lines: LineCounter, path: Path, atKey: boolean): { line: number; column: number; got?: string } {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = nodeAt(document, path.slice(0, length), atKey && length === path.length);
    if (node?.range) {
      const { line, col } = lines.linePos(node.range[0]);
      const got = length === path.length && isScalar(node) ? { got: String(node.value) } : {};
      return { line, column: col, ...got };
    }
  }
  return { line: 1, column: 1 };
}

function nodeAt(document: Document, path: Path, atKey: boolean): Node | undefined {
  if (path.length === 0) return (document.contents ?? undefined) as Node | undefined;
  if (!atKey) return document.getIn(path, true) as Node | undefined;
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  const last = path.at(-1);
  return parent.items.find((item) => isScalar(item.key) && item.key.value === last)?.key as Node | undefined;
}
