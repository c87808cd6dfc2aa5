import { below } from './pointer.ts';
import type { Schema } from './slices.ts';

/** A property that the description does not know at its place. */
export interface Invention {
  /** JSON pointer. */
  pointer: string;
  value: unknown;
}

/** What a schema, or a list of them, says about the members of a value, with its references and alternatives folded into one. */
interface Outline {
  /** Any property may be there: the description calls it an object and names none. */
  isOpen: boolean;
  properties: Map<string, Schema[]>;
  /** Of properties without a name of their own, as in a map. */
  others: Schema[];
  items: Schema[];
}

const none: readonly Invention[] = [];

/**
 * Finds the properties that GitHub does not describe, at every depth. Alternatives count together: a property of any of
 * them is known. That misses one put into the wrong alternative, and never accuses a right answer; the open schema judges the rest.
 */
export class Inventions {
  readonly #components: Record<string, Schema>;
  readonly #outlines = new WeakMap<Schema, Outline>();
  readonly #outlinesOfLists = new WeakMap<Schema[], Outline>();

  constructor(components: Record<string, Schema>) {
    this.#components = components;
  }

  find(schema: Schema, value: unknown): readonly Invention[] {
    return isObject(value) ? this.#findIn(this.#outlineOf(schema), value) : none;
  }

  #findIn(outline: Outline, value: object): readonly Invention[] {
    if (Array.isArray(value)) return this.#findAmong(outline.items, value);
    const found: Invention[] = [];
    for (const name of Object.keys(value)) {
      const member = (value as Record<string, unknown>)[name];
      const known = outline.properties.get(name) ?? outline.others;
      if (known.length > 0 && isObject(member))
        found.push(...below(name, this.#findIn(this.#outlineOfList(known), member)));
      if (known.length === 0 && !outline.isOpen) found.push(...below(name, [{ pointer: '', value: member }]));
    }
    return found;
  }

  #findAmong(schemas: Schema[], items: unknown[]): readonly Invention[] {
    if (schemas.length === 0) return none;
    const outline = this.#outlineOfList(schemas);
    return items.flatMap((item, index) => (isObject(item) ? below(String(index), this.#findIn(outline, item)) : none));
  }

  /** The lists are those that outlines hold, so that each is folded once. */
  #outlineOfList(schemas: Schema[]): Outline {
    let outline = this.#outlinesOfLists.get(schemas);
    if (outline === undefined) {
      outline = foldOutlines(schemas.map((schema) => this.#outlineOf(schema)));
      this.#outlinesOfLists.set(schemas, outline);
    }
    return outline;
  }

  #outlineOf(schema: Schema): Outline {
    let outline = this.#outlines.get(schema);
    if (outline === undefined) {
      outline = this.#outline(schema);
      this.#outlines.set(schema, outline);
    }
    return outline;
  }

  #outline(schema: Schema): Outline {
    const {
      properties = {},
      additionalProperties: more,
      items,
      allOf = [],
      anyOf = [],
      oneOf = [],
      $ref,
    } = schema as Words;
    const alternatives = [...anyOf, ...oneOf].map((part) => this.#outlineOf(part));
    const together = [...allOf, ...($ref === undefined ? [] : [this.#component($ref)])].map((part) =>
      this.#outlineOf(part),
    );
    const parts = [...alternatives, ...together];
    const own = Object.entries(properties);
    const outline: Outline = {
      isOpen: alternatives.some(({ isOpen }) => isOpen),
      properties: new Map(own.map(([name, one]) => [name, [one]])),
      others: [...(isSchema(more) ? [more] : []), ...parts.flatMap(({ others }) => others)],
      items: [...(isSchema(items) ? [items] : []), ...parts.flatMap((part) => part.items)],
    };
    for (const part of parts) {
      for (const [name, known] of part.properties)
        outline.properties.set(name, [...(outline.properties.get(name) ?? []), ...known]);
    }
    const isBare = own.length === 0 && parts.length === 0 && mayBeObject(schema);
    const isAllOpen = own.length === 0 && together.length > 0 && together.every(({ isOpen }) => isOpen);
    outline.isOpen ||= more === true || (isBare && more === undefined) || isAllOpen;
    return outline;
  }

  #component(reference: string): Schema {
    const component = this.#components[reference.replace('#/components/', '')];
    if (component === undefined) throw new Error(`the slice has no ${reference}`);
    return component;
  }
}

interface Words {
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  $ref?: string;
}

/** A property that one of them does not name may still be among its others. */
function foldOutlines(outlines: Outline[]): Outline {
  const names = new Set(outlines.flatMap(({ properties }) => [...properties.keys()]));
  const knownAs = (name: string) => outlines.flatMap(({ properties, others }) => properties.get(name) ?? others);
  return {
    isOpen: outlines.some(({ isOpen }) => isOpen),
    properties: new Map([...names].map((name) => [name, knownAs(name)])),
    others: outlines.flatMap(({ others }) => others),
    items: outlines.flatMap(({ items }) => items),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isSchema(word: Schema | boolean | undefined): word is Schema {
  return typeof word === 'object';
}

function mayBeObject({ type }: Schema): boolean {
  return type === undefined || type === 'object' || (Array.isArray(type) && type.includes('object'));
}
