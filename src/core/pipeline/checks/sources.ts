import type { Mistake } from '../problem.ts';
import type { LooseFile, LooseStage, Named } from './loose-file.ts';
import { unknownName } from './names.ts';

/** Stages that come from one which is not there, which cannot be a source, or from themselves. */
export function sourceMistakes({ stages }: LooseFile): Mistake[] {
  const byName = new Map(stages.map((stage) => [stage.name, stage]));
  const names = [...byName.keys()];
  return [
    ...stages.flatMap((stage) => stage.from.flatMap((source) => wrongSource(stage, source, { byName, names }))),
    ...circles(stages, byName),
  ];
}

function wrongSource(
  { name, kind }: LooseStage,
  source: Named,
  { byName, names }: { byName: Map<string, LooseStage>; names: string[] },
): Mistake[] {
  const path = ['stages', name, ...source.at];
  const found = byName.get(source.name);
  if (found === undefined) {
    const others = names.filter((other) => other !== name);
    return [unknownName({ path, name: source.name, kind: 'stage', code: 'UNKNOWN_STAGE' }, others)];
  }
  if (kind !== 'manifest' || found.kind !== 'environment') return [];
  const says = `"${source.name}" is an environment, and a stage of the kind manifest comes before environments`;
  return [{ code: 'KIND', path, says }];
}

/** Each circle is told once, where the file's order enters it. */
function circles(stages: LooseStage[], byName: Map<string, LooseStage>): Mistake[] {
  const done = new Set<string>();
  const mistakes: Mistake[] = [];
  const walk = (stage: LooseStage, trail: string[]): void => {
    if (done.has(stage.name)) return;
    done.add(stage.name);
    const here = [...trail, stage.name];
    for (const { name, at } of stage.from) {
      const entered = here.indexOf(name);
      const next = byName.get(name);
      if (entered >= 0) {
        mistakes.push({ code: 'CIRCLE', path: ['stages', stage.name, ...at], says: circleSays(here.slice(entered)) });
      } else if (next !== undefined) walk(next, here);
    }
  };
  for (const stage of stages) walk(stage, []);
  return mistakes;
}

function circleSays(names: string[]): string {
  const [first = ''] = names;
  if (names.length === 1) return `"${first}" comes from itself`;
  const shown = names.length > 6 ? [...names.slice(0, 5), '…'] : names;
  return `goes round in a circle: ${[...shown, first].join(' ← ')}`;
}
