import { Ajv2020, type Options, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { RestSlice, WebhookSlice } from './slices.ts';

// Each schema is compiled for few values: inlining and optimising cost more time and memory than they save. That
// they are schemas at all is a test's to see: to ask at each start takes longer than all the rest of it.
const compiling: Options = { strict: false, inlineRefs: false, code: { optimize: false }, validateSchema: false };

/** What judges values by one place of GitHub's descriptions; compiled when it is first asked for. */
export class Validators {
  readonly #ajv: Ajv2020;
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor({ rest, webhooks }: { rest: RestSlice; webhooks: WebhookSlice }, options: Options) {
    this.#ajv = new Ajv2020({ ...compiling, ...options });
    formats.default(this.#ajv);
    this.#ajv.addFormat('timestamp', true).addFormat('repo.nwo', true);
    // Real answers carry "" where the description says `format: uri` (`homepage`, `environment_url`).
    this.#ajv.addFormat('uri', (text: string) => text === '' || URL.canParse(text));
    // And the addresses of bots hold brackets: `7+sluice[bot]@users.noreply.github.com`.
    this.#ajv.addFormat('email', /^[^@\s]+@[^@\s]+$/);
    this.#ajv.addSchema(rest, 'rest').addSchema(webhooks, 'webhooks');
  }

  /** Of a place like `rest#/operations/…/body/schema`. */
  at(place: string): ValidateFunction {
    let validate = this.#compiled.get(place);
    if (validate === undefined) {
      validate = this.#ajv.compile({ $ref: place });
      this.#compiled.set(place, validate);
    }
    return validate;
  }
}
