import { list } from '../../text/phrases.ts';
import { PLACES } from '../file/stages.ts';
import type { Mistake } from '../problem.ts';
import { componentsOf, imagesOf, type LooseFile, type LoosePin, type LooseStage } from './loose-file.ts';

/** Pins that do not say where they stand, or that hold what the stage before does not have. */
export function pinMistakes(file: LooseFile): Mistake[] {
  const byName = new Map(file.stages.map((stage) => [stage.name, stage]));
  const wrong = file.stages.flatMap((stage) => {
    const before = stage.pins.some(({ holds }) => holds === 'commit') ? digestsBefore(stage, file, byName) : undefined;
    return stage.pins.flatMap((pin, index): Mistake[] => {
      const says = wrongHolds(pin, stage, before);
      return says === undefined ? [] : [{ code: 'PIN', path: ['stages', stage.name, 'pins', index], says }];
    });
  });
  return [...wrong, ...missingImages(file)];
}

const isPlaced = (pin: LoosePin): boolean => PLACES.some((place) => pin[place] !== undefined);

function wrongHolds(pin: LoosePin, { name, kind }: LooseStage, before: LooseStage | undefined): string | undefined {
  if (pin.holds === 'digest' && kind === 'docker') {
    return 'holds a digest, and a stage of the kind docker pins the commit of the code: write holds: commit';
  }
  if (pin.holds !== 'commit') return undefined;
  if (pin.image !== undefined)
    return 'holds a commit, and image names the place of a digest: name it by arg, pointer, marker or pattern';
  if (!isPlaced(pin))
    return 'holds a commit, and does not say where: name its place by arg, pointer, marker or pattern';
  if (before === undefined) return undefined;
  return `holds a commit, and ${name} comes from ${before.name}, whose pins hold a digest: write holds: digest`;
}

/** A pin that names no place is the reference to its component's image; one line a component, however many stages pin it. */
function missingImages(file: LooseFile): Mistake[] {
  const images = imagesOf(file);
  const prefabs = new Set(file.prefabs.map(({ name }) => name));
  const pinning = file.stages.filter(
    ({ kind, pins }) => kind !== 'docker' && pins.some((pin) => pin.holds === 'digest' && !isPlaced(pin)),
  );
  const without = (file.components ?? []).filter(
    ({ name, hasImage, like }) => !hasImage && !images.has(name) && (like === undefined || prefabs.has(like)),
  );
  const stagesOf = new Map<string, string[]>(without.map(({ name }) => [name, []]));
  for (const stage of pinning) {
    for (const component of componentsOf(stage, file)) stagesOf.get(component)?.push(stage.name);
  }
  return [...stagesOf].flatMap(([name, stages]): Mistake[] => {
    if (stages.length === 0) return [];
    const who = stages.length > 3 ? `${stages.length} stages` : list(stages);
    const says = `is missing; pins of ${who} hold its digest: write the image's repository, or name the places by arg, pointer, marker or pattern`;
    return [{ code: 'MISSING', path: ['components', name, 'image'], says }];
  });
}

/** The nearest stage before that one of the components goes through, where it is no docker stage and has digests alone. */
function digestsBefore(stage: LooseStage, file: LooseFile, byName: Map<string, LooseStage>): LooseStage | undefined {
  if (stage.kind === 'docker') return undefined;
  const seen = new Set([stage.name]);
  const waiting = new Set<string>(componentsOf(stage, file));
  for (let sources = stage.from; sources.length > 0 && waiting.size > 0;) {
    const before = byName.get(sources[0]?.name ?? '');
    if (before === undefined || before.kind === 'docker' || seen.has(before.name)) return undefined;
    seen.add(before.name);
    const met = componentsOf(before, file).filter((component) => waiting.delete(component));
    const holdsDigests = before.pins.length > 0 && before.pins.every(({ holds }) => holds === 'digest');
    if (met.length > 0 && holdsDigests) return before;
    sources = before.from;
  }
  return undefined;
}
