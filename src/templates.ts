import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import Handlebars from 'handlebars';

import { Marker } from './core/text/markers.ts';
import type { Render } from './ports/templates.ts';

const FOLDER = fileURLToPath(new URL('../templates/', import.meta.url));
const SUFFIX = '.md.hbs';

/** GitHub refuses a longer body (422, "Body is too long"). */
const MOST_CHARACTERS = 65_536;

/**
 * Compiles the templates once. They are Markdown, so nothing is escaped here: the models' texts come neutralised, and no
 * template is ever anything but a file of this package.
 */
export function loadTemplates(): Render {
  const fill = loadTexts();
  return ({ template, model, kind, key, fields }) => {
    const text = `${fill(template, model).trim()}\n\n${Marker.format({ ...fields, kind, key })}\n`;
    if (text.length > MOST_CHARACTERS)
      throw new Error(`${template} came to ${text.length} characters; GitHub takes ${MOST_CHARACTERS}`);
    return text;
  };
}

/** The same texts without a marker, whatever their length: for whoever reads them elsewhere than at GitHub. */
export function loadTexts(): (template: string, model: object) => string {
  return (texts ??= compileTexts());
}

/** The package's files are the same for everybody in the process. */
let texts: ((template: string, model: object) => string) | undefined;

function compileTexts(): (template: string, model: object) => string {
  const engine = Handlebars.create();
  const compiled = compileFolder(engine, FOLDER);
  // Compiled like the others, or Handlebars would escape what stands in them.
  for (const [name, partial] of compileFolder(engine, join(FOLDER, 'partials'))) engine.registerPartial(name, partial);
  return (template, model) => {
    const fill = compiled.get(template);
    if (fill === undefined) throw new Error(`there is no template ${JSON.stringify(template)}`);
    return fill(model);
  };
}

const compileFolder = (engine: typeof Handlebars, folder: string): Map<string, HandlebarsTemplateDelegate> =>
  new Map(
    readdirSync(folder)
      .filter((file) => file.endsWith(SUFFIX))
      .map((file) => [
        file.slice(0, -SUFFIX.length),
        engine.compile(readFileSync(join(folder, file), 'utf8'), {
          noEscape: true,
          strict: false,
          knownHelpersOnly: true,
        }),
      ]),
  );

/** The pages' templates and the files they load. */
export interface Pages {
  /** The whole page as HTML; every text of the model is escaped. */
  render(template: string, model: object): string;
  /** By path; the path changes with the content, so that an answer may be kept for good. */
  assets: ReadonlyMap<string, Asset>;
}

export interface Asset {
  type: string;
  body: Buffer;
}

const PAGES = join(FOLDER, 'page');
const PAGE_SUFFIX = '.html.hbs';
const ASSET_TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Compiles the pages once. They are HTML, so everything is escaped, in attributes too, which are always quoted. */
export function loadPages(): Pages {
  const engine = Handlebars.create();
  const compiled = new Map(
    readdirSync(PAGES)
      .filter((file) => file.endsWith(PAGE_SUFFIX))
      .map((file) => [file.slice(0, -PAGE_SUFFIX.length), compilePage(engine, join(PAGES, file))]),
  );
  // Every page may be part of another: the frame of all of them, a cell, a history.
  for (const [name, template] of compiled) engine.registerPartial(name, template);
  const assets = loadAssets();
  const paths = Object.fromEntries([...assets.keys()].map((path) => [path.slice(path.lastIndexOf('/') + 1), path]));
  return {
    assets,
    render(template, model) {
      const fill = compiled.get(template);
      if (fill === undefined) throw new Error(`there is no page ${JSON.stringify(template)}`);
      return fill({ ...model, assets: paths });
    },
  };
}

const compilePage = (engine: typeof Handlebars, path: string): HandlebarsTemplateDelegate =>
  engine.compile(readFileSync(path, 'utf8'), { strict: false, knownHelpersOnly: true, preventIndent: true });

function loadAssets(): Map<string, Asset> {
  const folder = join(PAGES, 'assets');
  return new Map(
    readdirSync(folder).map((file) => {
      const body = readFileSync(join(folder, file));
      const hash = createHash('sha256').update(body).digest('hex').slice(0, 16);
      const type = ASSET_TYPES[file.slice(file.lastIndexOf('.') + 1)];
      if (type === undefined) throw new Error(`no content type is known for the asset ${JSON.stringify(file)}`);
      return [`/assets/${hash}/${file}`, { type, body }];
    }),
  );
}
