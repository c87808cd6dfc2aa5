/** The values of an HCL file: by pointer, by line, and as what a map says under a key. */
import type { Edit, PinPart, Refusal, ScalarValue, Value } from '../../pin-file.ts';
import { refusalOfText } from '../image-variables.ts';
import type { HclTokens } from './tokens.ts';
import { childrenOf, pointerOf } from './tree.ts';
import type { HclMap, HclNode, HclScalar } from './tree.ts';

export interface HclFile extends HclTokens {
  text: string;
  root: HclMap;
  lineOf: (offset: number) => number;
}

const ESCAPED: Refusal = { why: 'its value is spelled with escapes', next: 'Write it without escapes.' };
const FILLED: Refusal = {
  why: 'its value is put together from others',
  next: 'Name the value that holds its tag or digest, or write it out in one string.',
};
const WORKED_OUT: Refusal = {
  why: 'its value is worked out, and no text of its own',
  next: 'Name the value that it comes from, or write it out as a string.',
};
const REFUSALS: Partial<Record<HclScalar['form'], Refusal>> = {
  escaped: ESCAPED,
  filled: FILLED,
  heredoc: WORKED_OUT,
  expression: WORKED_OUT,
};

const valueOf = (node: HclNode, file: HclFile): Value =>
  node.kind === 'scalar' ? scalarOf(node, file) : whole(node, file);

/** A node's place. */
export const whole = (node: HclNode, { lineOf }: HclFile): Omit<ScalarValue, 'text'> => ({
  pointer: pointerOf(node),
  line: lineOf(node.start),
  start: node.start,
  end: node.end,
  outerEnd: node.end,
});

/** A scalar as the file spells it, without quotes. */
export function scalarOf(node: HclScalar, file: HclFile): ScalarValue {
  const { form, start, end } = node;
  const quote = form === 'string' || form === 'escaped' || form === 'filled' ? 1 : 0;
  const refusal = REFUSALS[form];
  const text = file.text.slice(start + quote, end - quote);
  return {
    ...whole(node, file),
    start: start + quote,
    end: end - quote,
    text,
    ...(form === 'number' ? { plain: { start, end } } : {}),
    ...(refusal === undefined ? refusalOfText(text) : { refusal }),
  };
}

/** What a pointer leads to: every node whose steps spell it, since a key may stand twice. */
export function valuesAt(pointer: string, file: HclFile): Value[] {
  let found: { node: HclNode; rest: string }[] = [{ node: file.root, rest: pointer }];
  const nodes: HclNode[] = [];
  while (found.length > 0) {
    for (const { node, rest } of found) if (rest === '') nodes.push(node);
    found = found.flatMap(({ node, rest }) =>
      childrenOf(node)
        .filter(({ step }) => rest === step || rest.startsWith(`${step}/`))
        .map((child) => ({ node: child, rest: rest.slice(child.step.length) })),
    );
  }
  return nodes.map((node) => valueOf(node, file));
}

/** The values that begin on a line, in the order of the file. */
export function valuesByLine(file: HclFile): (line: number) => Value[] {
  const lines = new Map<number, HclNode[]>();
  for (const node of nodesOf(file)) {
    const line = file.lineOf(node.start);
    const known = lines.get(line);
    if (known === undefined) lines.set(line, [node]);
    else known.push(node);
  }
  return (line) => (lines.get(line) ?? []).map((node) => valueOf(node, file));
}

/** Every node below the root, in the order of the file. */
export function nodesOf({ root }: HclFile): HclNode[] {
  const nodes: HclNode[] = [];
  const open = childrenOf(root).toReversed();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    nodes.push(node);
    for (const child of childrenOf(node).toReversed()) open.push(child);
  }
  return nodes;
}

/** A text takes another's place as it is; a number that would not stay what it is becomes a string, which Terraform takes as well. */
export function editOf({ start, end, plain }: PinPart, to: string): Edit | Refusal {
  if (plain === undefined) return { start, end, to };
  return { ...plain, to: /^(?:0|[1-9]\d{0,15})$/.test(to) ? to : `"${to}"` };
}
