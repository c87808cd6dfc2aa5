/** Whose a reference is, and which stages of a pipeline move it: what the file of a pipeline means for a file of a repository. */
import type { ComponentName, RepoName, StageName } from '../../names.ts';
import { parseImage } from '../../pins/formats/image-reference.ts';
import { locateIn, type FoundPin } from '../../pins/index.ts';
import { openerOf } from '../../pins/open.ts';
import { pinPlaces, type PinPlace } from './pin-places.ts';
import { fillPlaceholders, type Component, type Pipeline } from '../pipeline.ts';

/** The component that a reference is about, and the stages whose pins stand there. */
export interface PinOwner {
  component: ComponentName;
  movedBy: StageName[];
}

/** A file of a repository, and the references in it. */
export interface PinnedFile {
  path: string;
  text: string;
  pins: readonly FoundPin[];
}

interface StagePin {
  stage: StageName;
  component: ComponentName;
  address: PinPlace['address'];
}

/**
 * Tells the owner of each reference of a file, undefined for what the pipeline knows nothing about. Which repository the files are of
 * is not in them: without `repo` the pins of every stage count.
 */
export function pinOwners(pipeline: Pipeline, repo?: RepoName): (file: PinnedFile) => (PinOwner | undefined)[] {
  const componentOf = componentsByName(pipeline.components);
  const byPath = Map.groupBy(stagePins(pipeline, repo), ({ address }) => address.path);
  return ({ path, text, pins }) => {
    // Read once, however many components stand in it.
    const open = openerOf(text);
    const rules = (byPath.get(path) ?? []).map((rule) => ({
      ...rule,
      starts: startsOf(open(rule.address), rule.address),
    }));
    const starts = rules.length === 0 ? undefined : startsByPointer(open({ path }));
    return pins.map((pin) => {
      const start = starts?.get(pin.pointer);
      const moving = rules.filter((rule) => start !== undefined && rule.starts.has(start));
      const component = moving[0]?.component ?? componentOf(pin);
      return component && { component, movedBy: [...new Set(moving.map(({ stage }) => stage))] };
    });
  };
}

function stagePins({ components, stages }: Pipeline, repo: RepoName | undefined): StagePin[] {
  return stages.flatMap((stage) =>
    components
      .filter(({ name }) => stage.components.includes(name))
      .filter(({ name }) => repo === undefined || isSameRepo(fillPlaceholders(stage.repo, name), repo))
      .flatMap((component) => {
        const places = pinPlaces(stage.pins, component);
        return places.map(({ address }) => ({ stage: stage.name, component: component.name, address }));
      }),
  );
}

type Opened = ReturnType<ReturnType<typeof openerOf>>;

/** Where the parts of the pin begin that a rule names; none where it does not stand there. */
function startsOf(file: Opened, address: PinPlace['address']): ReadonlySet<number> {
  const found = 'problem' in file ? file : locateIn(file, address);
  return new Set('problem' in found ? [] : found.parts.map(({ start }) => start));
}

function startsByPointer(file: Opened): ReadonlyMap<string, number> {
  const places = 'problem' in file ? [] : file.places();
  return new Map(places.flatMap(({ parts }) => parts.map(({ pointer, start }) => [pointer, start])));
}

/** Which component a reference names: by its image, or by its code, where no other component comes from the same repository. */
function componentsByName(components: readonly Component[]): (pin: FoundPin) => ComponentName | undefined {
  const byImage = Map.groupBy(components, ({ image }) => repositoryOf(image));
  const byCode = Map.groupBy(components, ({ code }) => code.toLowerCase());
  return (pin) => {
    const repository = repositoryOf(pin.image);
    const found = repository === undefined ? byCode.get(codeNamed(pin)?.toLowerCase() ?? '') : byImage.get(repository);
    return found?.length === 1 ? found[0]?.name : undefined;
  };
}

const repositoryOf = (image: string | undefined): string | undefined =>
  image === undefined ? undefined : parseImage(image)?.repository;

/** GitHub takes the names of owners and repositories in any case. */
const isSameRepo = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** `owner/name` of the repository that an address of git, an action or a reusable workflow names. */
function codeNamed({ name, kind }: FoundPin): string | undefined {
  if (name === undefined || kind === 'chart') return undefined;
  const [address = ''] = name.replace(/^[a-z][a-z+]*:\/\//i, '').split(/[?#]/, 1);
  const [first = '', ...rest] = address.split(/[/:]/);
  const [owner = '', repo = ''] = /[.@]/.test(first) ? rest : [first, ...rest];
  return owner === '' || repo === '' ? undefined : `${owner}/${repo.replace(/\.git$/, '')}`;
}

/** What people call the thing that a reference names: the last part of its repository's name, or its `ARG`. */
export function shortNameOf(pin: FoundPin): string | undefined {
  const named = repositoryOf(pin.image) ?? pin.image ?? codeNamed(pin) ?? pin.name ?? pin.arg;
  return named?.split('/').findLast((part) => part !== '');
}
