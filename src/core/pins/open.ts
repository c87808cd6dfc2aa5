import { openDockerfile } from './formats/dockerfile-pins.ts';
import { isDockerfile } from './formats/dockerfile.ts';
import { openYaml } from './formats/yaml/yaml-file.ts';
import type { FoundPin, LocatedPin, PinFile, PinRule } from './pin-file.ts';
import type { PinProblem } from './problem.ts';

/** The file as the format that the rule asks for, or why this release cannot look there. */
export function openFor(text: string, rule: PinRule): PinFile | { problem: PinProblem } {
  const { path, arg, image, pointer, marker } = rule;
  const given = Object.entries({ arg, image, pointer, marker }).filter(([, value]) => value !== undefined);
  const [way] = given;
  if (way === undefined || given.length > 1) return { problem: notCarried(path, given) };
  if (way[0] === 'arg') return openDockerfile(text, path);
  return isYaml(path) ? openYaml(text, path) : { problem: notCarried(path, given) };
}

/** The one place that a rule names, or why there is not exactly one. Every read and every rewrite goes through here. */
export function locatePin(text: string, rule: PinRule): LocatedPin | { problem: PinProblem } {
  const file = openFor(text, rule);
  return 'problem' in file ? file : file.locate(rule);
}

/** Every place of a file that holds a reference, as far as this release knows its format; none for other files. */
export function findPins(text: string, { path }: { path: string }): FoundPin[] {
  const file = openByName(text, path);
  return file === undefined || 'problem' in file ? [] : file.find();
}

function openByName(text: string, path: string): PinFile | { problem: PinProblem } | undefined {
  if (isDockerfile(path)) return openDockerfile(text, path);
  return isYaml(path) ? openYaml(text, path) : undefined;
}

const isYaml = (path: string): boolean => /\.ya?ml$|(?:^|\/)Kustomization$/i.test(path);

function notCarried(path: string, given: [string, unknown][]): PinProblem {
  const said =
    given.length === 0 ? 'nothing' : given.map(([way, value]) => `${way} ${JSON.stringify(value)}`).join(' and ');
  const message = `The pin in ${path} is named by ${said}; this release finds a pin by \`arg\` alone in a Dockerfile, and by one of \`image\`, \`pointer\` and \`marker\` in a YAML file. Name it one of these ways.`;
  return { code: 'not-carried', message, candidates: [] };
}
