import type { RepoName } from '../names.ts';
import { buildPlaceOf, type BuildPlace } from '../pipeline/lanes.ts';
import type { Component, Pipeline } from '../pipeline/pipeline.ts';
import { parseRepository } from '../pins/formats/image-reference.ts';
import { list } from '../text/phrases.ts';
import type { BuiltImage } from './report.ts';

/** A component that a report is about, and where its images are built. */
export interface BuiltComponent {
  pipeline: Pipeline;
  component: Component;
  place: BuildPlace;
}

/** The components of a pipeline that a report from a repository is about, or why there is none: a build speaks for what is built there alone. */
export function builtComponents(
  pipeline: Pipeline,
  built: BuiltImage,
  from: RepoName,
): { components: BuiltComponent[] } | { wrong: string } {
  const all = placesOf(pipeline);
  const { component: name, image } = built;
  const named = all.filter(({ component }) =>
    name === undefined ? isSameImage(component.image, image) : component.name === name,
  );
  const here = named.filter(({ place }) => isSameRepo(place.repo, from));
  if (here.length === 0) return { wrong: whyNone({ all, named, built, from }) };
  const other = here.find(({ component }) => !isSameImage(component.image, image));
  if (other === undefined) return { components: here };
  const expected = other.component.image ?? 'none: the pipeline names no image for it';
  return { wrong: `image "${image}" is not the image of ${other.component.name} (${expected})` };
}

/** The words for a report from a repository that takes part in no pipeline: they name nothing that a pipeline has. */
export const noComponent = ({ component, image }: BuiltImage, from: RepoName): string =>
  `no pipeline has ${component === undefined ? `the image "${image}"` : `a component "${component}"`} built in ${from}`;

/** The components whose image this is, built in the repository. */
export const componentsOfImage = (pipeline: Pipeline, image: string, from: RepoName): BuiltComponent[] =>
  componentsBuiltIn(pipeline, from).filter(({ component }) => isSameImage(component.image, image));

/** Everything of a pipeline whose images a repository builds. */
export const componentsBuiltIn = (pipeline: Pipeline, repo: RepoName): BuiltComponent[] =>
  placesOf(pipeline).filter(({ place }) => isSameRepo(place.repo, repo));

const placesOf = (pipeline: Pipeline): BuiltComponent[] =>
  pipeline.components.map((component) => ({ pipeline, component, place: buildPlaceOf(pipeline, component) }));

function whyNone(asked: { all: BuiltComponent[]; named: BuiltComponent[]; built: BuiltImage; from: RepoName }): string {
  const { all, named, built, from } = asked;
  const builtHere = all.filter(({ place }) => isSameRepo(place.repo, from)).map(({ component }) => component.name);
  if (named.length > 0 && builtHere.length === 0)
    return `${built.component ?? built.image} is not built in ${from}, and a report is believed from the repository that builds it alone`;
  const known =
    builtHere.length > 0 ? `; ${list(builtHere)} ${builtHere.length === 1 ? 'is' : 'are'} built in ${from}` : '';
  return `${noComponent(built, from)}${known}`;
}

const isSameRepo = (one: RepoName, other: RepoName): boolean => one.toLowerCase() === other.toLowerCase();

/** Docker's default host and namespace are the same image spelled out. */
function isSameImage(one: string | undefined, other: string): boolean {
  const repository = one === undefined ? undefined : parseRepository(one);
  return repository !== undefined && repository === parseRepository(other);
}
