import { restSlice } from '../contract/slices.ts';
import { repoNamed } from '../domain/repos.ts';
import type { Call } from './handler.ts';

const defaultSize = 30;
const largestSize = 100;

/** The page of a list that a call asks for by `page` and `per_page`, with the `Link` header when there are others. */
export function pageOf<T>(
  call: Call,
  all: readonly T[],
  { usual = defaultSize, largest = largestSize } = {},
): { page: T[]; headers: Record<string, string> } {
  const size = Math.min(positive(call.query.get('per_page'), usual), largest);
  const number = positive(call.query.get('page'), 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const relations: [string, number][] = [
    ...(number > 1 ? ([['prev', number - 1]] as [string, number][]) : []),
    ...(number < last
      ? ([
          ['next', number + 1],
          ['last', last],
        ] as [string, number][])
      : []),
    ...(number > 1 ? ([['first', 1]] as [string, number][]) : []),
  ];
  const link = relations.map(([relation, to]) => `<${urlOfPage(call, to)}>; rel="${relation}"`).join(', ');
  return { page: all.slice((number - 1) * size, number * size), headers: link === '' ? {} : { link } };
}

function positive(text: string | null, otherwise: number): number {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : otherwise;
}

/** Links name the repository by its id, as GitHub's do. */
function urlOfPage({ operationId, params, query, origin, state }: Call, page: number): string {
  const repo = repoNamed(state, `${params['owner']}/${params['repo']}`);
  const described = restSlice().operations[operationId]?.path ?? '';
  const path = repo ? described.replace('/repos/{owner}/{repo}', `/repositories/${repo.id}`) : described;
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const asked = new URLSearchParams(query);
  asked.set('page', String(page));
  return `${origin}${filled}?${asked.toString()}`;
}
