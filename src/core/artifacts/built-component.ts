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

/** The components that a report from a repository is about, or why there is none: a build speaks for what is built there alone. */
export function builtComponents(
  pipelines: Pipeline[],
  built: BuiltImage,
  from: RepoName,
): { components: BuiltComponent[] } | { wrong: string } {
  const all = placesOf(pipelines);
  const { component: name, image } = built;
  const named = all.filter(({ component }) =>
    name === undefined ? sameImage(component.image, image) : component.name === name,
  );
  const here = named.filter(({ place }) => sameRepo(place.repo, from));
  if (here.length === 0) return { wrong: whyNone({ all, named, built, from }) };
  const other = here.find(({ component }) => !sameImage(component.image, image));
  if (other === undefined) return { components: here };
  const expected = other.component.image ?? 'none: the pipeline names no image for it';
  return { wrong: `image "${image}" is not the image of ${other.component.name} (${expected})` };
}

/** Everything whose images a repository builds. */
export const componentsBuiltIn = (pipelines: Pipeline[], repo: RepoName): BuiltComponent[] =>
  placesOf(pipelines).filter(({ place }) => sameRepo(place.repo, repo));

const placesOf = (pipelines: Pipeline[]): BuiltComponent[] =>
  pipelines.flatMap((pipeline) =>
    pipeline.components.map((component) => ({ pipeline, component, place: buildPlaceOf(pipeline, component) })),
  );

function whyNone(asked: { all: BuiltComponent[]; named: BuiltComponent[]; built: BuiltImage; from: RepoName }): string {
  const { all, named, built, from } = asked;
  const what = built.component === undefined ? `the image "${built.image}"` : `a component "${built.component}"`;
  const builtHere = all.filter(({ place }) => sameRepo(place.repo, from)).map(({ component }) => component.name);
  if (named.length > 0 && builtHere.length === 0)
    return `${built.component ?? built.image} is not built in ${from}, and a report is believed from the repository that builds it alone`;
  const known =
    builtHere.length > 0 ? `; ${list(builtHere)} ${builtHere.length === 1 ? 'is' : 'are'} built in ${from}` : '';
  return `no pipeline has ${what} built in ${from}${known}`;
}

const sameRepo = (one: RepoName, other: RepoName): boolean => one.toLowerCase() === other.toLowerCase();

/** Docker's default host and namespace are the same image spelled out. */
function sameImage(one: string | undefined, other: string): boolean {
  const repository = one === undefined ? undefined : parseRepository(one);
  return repository !== undefined && repository === parseRepository(other);
}
