import type { RepoName } from '../../core/names.ts';
import type { PinOwner } from '../../core/pipeline/pins/pin-owners.ts';
import { fillPlaceholders, type Pipeline } from '../../core/pipeline/pipeline.ts';
import { locateIn } from '../../core/pins/index.ts';
import type { FoundPin, LocatedPin } from '../../core/pins/index.ts';
import { openerOf } from '../../core/pins/open.ts';
import { pinPlaces } from '../../core/pipeline/pins/pin-places.ts';

/** A pin that a rule of a stage names: it need not look like a reference to anybody else. */
export interface RuledPin {
  pin: FoundPin;
  owner: PinOwner;
}

/** What the rules of a pipeline's stages name. */
export interface RuledPins {
  isNamed: (file: string) => boolean;
  pinsIn: (file: string, text: string) => RuledPin[];
}

/** The pins that a pipeline names in the files of one repository, or of all of its repositories. */
export function ruledPins({ stages, components }: Pipeline, repo: RepoName | undefined): RuledPins {
  const rules = stages.flatMap((stage) =>
    components
      .filter(({ name }) => stage.components.includes(name))
      .filter(({ name }) => repo === undefined || isSame(fillPlaceholders(stage.repo, name), repo))
      .flatMap((component) =>
        pinPlaces(stage.pins, component).map(({ address }) => ({ stage, component, address, file: address.path })),
      ),
  );
  const byFile = Map.groupBy(rules, ({ file }) => file);
  return {
    isNamed: (file) => byFile.has(file),
    pinsIn: (file, text) => {
      const open = openerOf(text);
      return (byFile.get(file) ?? []).flatMap(({ stage, component, address }) => {
        const opened = open(address);
        const found = 'problem' in opened ? opened : locateIn(opened, address);
        if ('problem' in found) return [];
        return [{ pin: foundPin(found), owner: { component: component.name, movedBy: [stage.name] } }];
      });
    },
  };
}

function foundPin({ kind, reference, line, start, parts }: LocatedPin): FoundPin {
  const pointer = parts.find((part) => part.start === start)?.pointer ?? `line:${line}`;
  return { ...reference, line, pointer, kind };
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
