import { openDockerfile } from './formats/dockerfile/dockerfile.ts';
import { openEnvFile } from './formats/env-file.ts';
import { formatOf, type Format } from './formats/format.ts';
import { openHcl } from './formats/hcl/hcl-file.ts';
import { openPlainText } from './formats/plain-text.ts';
import { openTemplate } from './formats/template/template-file.ts';
import { whyNoText } from './formats/text-file.ts';
import { openJson, openYaml } from './formats/yaml/yaml-file.ts';
import type { PinFile, ShapeItem, Unreadable } from './pin-file.ts';
import type { PinRule } from './pin-rule.ts';
import { problemIn, type PinProblem } from './problem.ts';

/** No person writes as many into one file, or as many marks; each way to find one of them looks at all. */
const MOST = 20_000;
const TOO_MANY: Unreadable = { unreadable: `it has more than ${MOST} references` };
/** What is counted before a file is read, since to read it takes the time. */
const COUNTED = ['sluice:', 'image:', 'FROM '];

/** The file as the format that its name says, or why it cannot be read as that. It never throws, whatever the text. */
export function openFile(text: string, path: string): PinFile | Unreadable {
  if (typeof text !== 'string' || typeof path !== 'string') return { unreadable: 'it has no text or no path' };
  const unreadable = whyNoText(text);
  if (unreadable !== undefined) return { unreadable };
  const many = COUNTED.find((word) => saysTooOften(text, word));
  if (many !== undefined) return { unreadable: `it says "${many.trim()}" more than ${MOST} times` };
  const file = openAs(text, path);
  return 'unreadable' in file || file.places().length <= MOST ? file : TOO_MANY;
}

function saysTooOften(text: string, word: string): boolean {
  let count = 0;
  for (let at = text.indexOf(word); at >= 0 && count <= MOST; at = text.indexOf(word, at + word.length)) count += 1;
  return count > MOST;
}

function openAs(text: string, path: string): PinFile | Unreadable {
  switch (formatOf(path)) {
    case 'yaml':
      return openYamlOrTemplate(text, path);
    case 'json':
      return openJson(text, path);
    case 'dockerfile':
      return openDockerfile(text);
    case 'hcl':
      return openHcl(text);
    case 'env':
      return openEnvFile(text);
    case 'text':
      return openPlainText(text);
  }
}

/** A Helm template is no YAML before it is filled; its lines can still be read. */
function openYamlOrTemplate(text: string, path: string): PinFile | Unreadable {
  const yaml = openYaml(text, path);
  return 'unreadable' in yaml && text.includes('{{') ? openTemplate(text) : yaml;
}

const NAMES: Record<Format, string> = {
  yaml: 'YAML',
  json: 'JSON',
  dockerfile: 'a Dockerfile',
  hcl: 'HCL',
  env: 'an env file',
  text: 'text',
};

/** Opens one text as each rule needs it read. */
export type Opener = (rule: PinRule) => PinFile | { problem: PinProblem };

/** The file as a rule needs it read: an `ARG` stands in a Dockerfile, whatever it is called, and a pattern needs no format. */
export const openFor = (text: string, rule: PinRule): PinFile | { problem: PinProblem } => openerOf(text)(rule);

/** The same for one rule after the other: the text is read once, and not for each of them. */
export function openerOf(text: string): Opener {
  const opened = new Map<string, PinFile | Unreadable>();
  let plain: PinFile | undefined;
  return (rule) => {
    if (!isReadable(text, rule)) return NOTHING_TO_READ;
    const { path, arg, pattern } = rule;
    const readAs = arg === undefined ? path : 'Dockerfile';
    const file = opened.get(readAs) ?? shapedOnce(openFile(text, readAs));
    opened.set(readAs, file);
    if (!('unreadable' in file)) return file;
    if (pattern !== undefined && whyNoText(text) === undefined) return (plain ??= shapedOnce(openPlainText(text)));
    const cause = `${path} cannot be read as ${NAMES[formatOf(readAs)]}: ${file.unreadable}`;
    return problemIn({ path, text })('unreadable', `${cause}. Mend it, or name another file.`);
  };
}

const NOTHING_TO_READ: { problem: PinProblem } = {
  problem: {
    code: 'bad-value',
    message: 'A pin is looked for in a text with a path. Give both as strings.',
    candidates: [],
  },
};

/** A program in JavaScript may give anything. */
const isReadable = (text: unknown, rule: unknown): boolean =>
  typeof text === 'string' && typeof (rule as PinRule | null | undefined)?.path === 'string';

/** The shape of a file takes a reader of its own: one that is written again and again tells it once. */
function shapedOnce<Opened extends PinFile | Unreadable>(file: Opened): Opened {
  if ('unreadable' in file) return file;
  let shape: readonly ShapeItem[] | undefined;
  return { ...file, shape: () => (shape ??= file.shape()) };
}
