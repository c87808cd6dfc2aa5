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
  const compiled = new Map(
    readdirSync(FOLDER)
      .filter((file) => file.endsWith(SUFFIX))
      .map((file) => [
        file.slice(0, -SUFFIX.length),
        Handlebars.compile(readFileSync(join(FOLDER, file), 'utf8'), {
          noEscape: true,
          strict: false,
          knownHelpersOnly: true,
        }),
      ]),
  );
  return ({ template, model, kind, key }) => {
    const fill = compiled.get(template);
    if (fill === undefined) throw new Error(`there is no template ${JSON.stringify(template)}`);
    const text = `${fill(model).trim()}\n\n${Marker.format({ kind, key })}\n`;
    if (text.length > MOST_CHARACTERS)
      throw new Error(`${template} came to ${text.length} characters; GitHub takes ${MOST_CHARACTERS}`);
    return text;
  };
}
