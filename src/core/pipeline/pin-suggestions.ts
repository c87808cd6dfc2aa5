/** The other way round: from the references that people's files hold to the `pins` that a stage would need to move them. */
import type { FoundPin } from '../pins/index.ts';
import type { PinRule } from './pipeline.ts';

/** A reference of a component. */
export interface ComponentPin {
  component?: string;
  file: string;
  pin: FoundPin;
}

/** An entry of a stage's `pins`, and the components whose references it names. */
export interface SuggestedPin {
  rule: PinRule;
  components: string[];
}

/** Entries for every reference that a stage could move: a digest, or a full commit. Components whose files are alike share one. */
export function suggestPins(found: readonly ComponentPin[]): SuggestedPin[] {
  const references = Map.groupBy(found, keyOf);
  const named = found.flatMap((one) => {
    const rule = ruleFor(one, references.get(keyOf(one))?.length === 1);
    return rule === undefined ? [] : [{ rule, component: one.component }];
  });
  const alike = Map.groupBy(named, ({ rule }) => JSON.stringify(rule));
  return [...alike.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return [];
    const components = new Set([first, ...more].map(({ component }) => component));
    return [{ rule: first.rule, components: [...components].filter((name) => name !== undefined) }];
  });
}

const keyOf = ({ file, pin }: ComponentPin): string => JSON.stringify([file, pin.image]);

function ruleFor({ component, file, pin }: ComponentPin, isAlone: boolean): PinRule | undefined {
  const { arg, image, marker, digest, commit, pointer, kind, refusal } = pin;
  // What a workflow uses is no release.
  if (kind === 'action' || refusal !== undefined || (digest === undefined && commit === undefined)) return undefined;
  const isNamed = arg !== undefined || marker !== undefined || (image !== undefined && isAlone);
  return {
    file: component === undefined ? file : templated(file, component),
    ...(arg === undefined ? {} : { arg }),
    ...(marker === undefined ? {} : { marker }),
    ...(isNamed ? {} : { pointer }),
    holds: digest === undefined ? 'commit' : 'digest',
  };
}

/** The path with `{component}` where a folder's or the file's own name is the component's. */
function templated(file: string, component: string): string {
  const isNamed = (part: string): boolean => part === component || part.startsWith(`${component}.`);
  const parts = file.split('/').map((part) => (isNamed(part) ? `{component}${part.slice(component.length)}` : part));
  return parts.join('/');
}

/** The entries as a pipeline file has them. */
export function writeSuggestions(suggested: readonly SuggestedPin[]): string[] {
  return suggested.map(({ rule: { file, arg, marker, pointer, holds }, components }) => {
    const named = Object.entries({ file, arg, marker, pointer }).flatMap(([key, value]) =>
      value === undefined ? [] : [`${key}: ${quotedValue(value)}`],
    );
    const whose = arg === undefined && components.length > 0 ? ` # ${components.join(', ')}` : '';
    return `  - { ${[...named, `holds: ${holds}`].join(', ')} }${whose}`;
  });
}

/** JSON is YAML; quotes of the other kind are what people write. */
const quotedValue = (value: string): string => (/^[^\p{Cc}'"\\]*$/u.test(value) ? `'${value}'` : JSON.stringify(value));
