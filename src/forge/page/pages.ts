import { readdirSync, readFileSync } from 'node:fs';

import Handlebars from 'handlebars';

import { repoNamed } from '../domain/repos.ts';
import type { Observed } from './observed.ts';
import { overviewModel } from './overview.ts';
import { repositoryModel } from './repository.ts';
import { threadModel } from './thread.ts';

export interface Page {
  status: number;
  html: string;
}

/** Answers the page a browser asks for; undefined where the forge has none. */
export type Pages = (path: string) => Page | undefined;

const folder = new URL('views/', import.meta.url);
const suffix = '.html.hbs';

/** The pages of a forge, for people with a browser: all of it, a repository, an issue or pull request. Every text is escaped. */
export function createPages(forge: Observed): Pages {
  const engine = Handlebars.create();
  const views = new Map(
    readdirSync(folder).map((file) => [
      file.slice(0, -suffix.length),
      engine.compile(readFileSync(new URL(file, folder), 'utf8'), { preventIndent: true }),
    ]),
  );
  for (const [name, view] of views) engine.registerPartial(name, view);
  const show = (view: string, model: object): Page => ({ status: 200, html: views.get(view)!(model) });
  return (path) => {
    if (path === '/') return show('overview', overviewModel(forge));
    const [owner = '', name = '', kind = '', number = '', ...more] = path.split('/').slice(1);
    const repo = repoNamed(forge.state, `${owner}/${name}`);
    if (repo === undefined || more.length > 0) return undefined;
    if (kind === '') return show('repository', repositoryModel(forge.state, repo));
    const thread = kind === 'pull' || kind === 'issues' ? repo.issues.get(Number(number)) : undefined;
    return thread && show('thread', threadModel(forge.state, repo, thread));
  };
}
