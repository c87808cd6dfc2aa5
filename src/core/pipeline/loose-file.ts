/** The parts of a pipeline file that can be read, even where its shape is wrong elsewhere: they are checked all the same. */
export interface LooseFile {
  /** Undefined where the file has no map of components to hold names against. */
  components: string[] | undefined;
  stages: [name: string, stage: LooseStage][];
}

export interface LooseStage {
  repo?: string;
  branch?: string;
  /** By their places in the list. */
  components?: (string | undefined)[];
  pins: { file?: string; arg?: string }[];
  waitsForNothing: boolean;
}

/** Picks out what has the right kind; the rest is told by the schema. */
export function readLoosely(file: unknown): LooseFile {
  const components = field(file, 'components');
  const stages = field(file, 'stages');
  return {
    components: isRecord(components) ? Object.keys(components) : undefined,
    stages: isRecord(stages) ? Object.entries(stages).map(([name, stage]) => [name, readStage(stage)]) : [],
  };
}

function readStage(stage: unknown): LooseStage {
  const components = field(stage, 'components');
  const pins = field(stage, 'pins');
  return {
    ...textOf(stage, 'repo'),
    ...textOf(stage, 'branch'),
    ...(Array.isArray(components)
      ? { components: components.map((name) => (typeof name === 'string' ? name : undefined)) }
      : {}),
    pins: Array.isArray(pins) ? pins.map((pin) => ({ ...textOf(pin, 'file'), ...textOf(pin, 'arg') })) : [],
    waitsForNothing: field(stage, 'merge') === 'when-green' && field(stage, 'checks') === undefined,
  };
}

function textOf<Name extends string>(from: unknown, name: Name): { [key in Name]?: string } {
  const value = field(from, name);
  return typeof value === 'string' ? ({ [name]: value } as { [key in Name]: string }) : {};
}

const field = (from: unknown, name: string): unknown =>
  isRecord(from) && Object.hasOwn(from, name) ? from[name] : undefined;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
