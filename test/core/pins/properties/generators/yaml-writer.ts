import { suffixOf, type Planted, type Reference, type ReferenceOf } from './planted.ts';
import type { Document, Entry, Image, Style, Tree } from './yaml-tree.ts';

/** Writes documents as text, and notes where each plant got to. */
export class YamlWriter {
  text = '';
  readonly planted: Planted[] = [];
  private readonly referenceOf: ReferenceOf;
  private again: string[] = [];

  constructor(referenceOf: ReferenceOf) {
    this.referenceOf = referenceOf;
  }

  document({ head, entries, raw }: Document, { index, of }: { index: number; of: number }): void {
    // A directive stands behind the end of the document before it, and every document but the first needs a head.
    this.text += (index > 0 && head.startsWith('%') ? '...\n' : '') + (index > 0 && head === '' ? '---\n' : head);
    this.again = [];
    this.entries(entries, { column: 0, pointer: of > 1 ? `#${index}` : '' });
    this.text += this.again.join('') + raw;
  }

  /** The entries of a block map, from the second on at this column; the first stands where the text ends. */
  private entries(entries: readonly Entry[], at: { column: number; pointer: string; isInline?: boolean }): void {
    const { column, pointer, isInline = false } = at;
    entries.forEach((entry, index) => {
      const isFirst = isInline && index === 0;
      const name = keyOf(entry.key, index);
      this.text += (isFirst ? '' : entry.above + ' '.repeat(column)) + name.written + ':';
      this.value(entry, { column, pointer: `${pointer}/${name.pointer}` });
    });
  }

  private value({ value, behind }: Entry, { column, pointer }: { column: number; pointer: string }): void {
    const end = `${behind}\n`;
    if (value.is === 'text') this.text += ` ${value.inline}${end}`;
    else if (value.is === 'image') this.image(value, { column, pointer });
    else if (value.is === 'block') this.text += ` ${value.header}\n${blockOf(value.lines, column + 2)}`;
    else if (value.isFlow || (value.is === 'map' ? value.entries : value.items).length === 0) {
      this.text += ' ';
      this.flow(value, { column, pointer });
      this.text += end;
    } else if (value.is === 'map') {
      this.text += end;
      this.entries(value.entries, { column: column + value.step, pointer });
    } else {
      this.text += end;
      this.items(value, { column: column + Math.max(value.step, 0), pointer });
    }
  }

  private items(
    { items, step, isCompact }: Tree & { is: 'list' },
    { column, pointer }: { column: number; pointer: string },
  ): void {
    items.forEach((item, index) => {
      const at = `${pointer}/${index}`;
      this.text += `${item.above}${' '.repeat(column)}-`;
      const { value } = item;
      if (isCompact && value.is === 'map' && !value.isFlow && value.entries.length > 0) {
        const gap = 1 + step;
        this.text += ' '.repeat(gap);
        this.entries(value.entries, { column: column + 1 + gap, pointer: at, isInline: true });
      } else if (isCompact && value.is === 'image') this.image(value, { column, pointer: at, isCompact });
      else this.value(value.is === 'list' && value.step === 0 ? deeper(item, value) : item, { column, pointer: at });
    });
  }

  /** A list or a map in brackets, over one line or several. */
  private flow(value: Tree & { is: 'map' | 'list' }, at: { column: number; pointer: string }): void {
    const { column, pointer } = at;
    const all = value.is === 'map' ? value.entries : value.items;
    const [open, close] = value.is === 'map' ? '{}' : '[]';
    const gap = value.step > 2 ? `\n${' '.repeat(column + value.step)}` : value.step === 2 ? ' ' : '';
    this.text += open + gap;
    all.forEach((entry, index) => {
      const name = keyOf(entry.key, index);
      this.text += (index > 0 ? `,${gap || ' '}` : '') + (value.is === 'map' ? `${name.written}: ` : '');
      this.flowValue(entry.value, { column, pointer: `${pointer}/${value.is === 'map' ? name.pointer : index}` });
    });
    this.text += gap + close;
  }

  private flowValue(value: Tree, at: { column: number; pointer: string }): void {
    if (value.is === 'text') this.text += value.inline;
    else if (value.is === 'block') this.text += '"a block"';
    else if (value.is === 'image') this.flowImage(value, at.pointer);
    else this.flow(value, at);
  }

  /** The anchors of a plant's map and scalar, and what makes use of them at the end of the document. */
  private anchorsOf({ reuse }: Image): { map: string; scalar: string } {
    const name = `${reuse}${this.planted.length}`;
    if (reuse === 'alias') this.again.push(`again-${name}: {image: *${name}}\n`);
    if (reuse === 'merge') this.again.push(`again-${name}:\n  <<: *${name}\n  other: 1\n`);
    if (reuse === 'copy') this.again.push(`again-${name}: *${name} # again\n`);
    const anchor = `&${name} `;
    return { map: reuse === 'merge' || reuse === 'copy' ? anchor : '', scalar: reuse === 'alias' ? anchor : '' };
  }

  private image(image: Image, at: { column: number; pointer: string; isCompact?: boolean }): void {
    const { column, pointer, isCompact = false } = at;
    const indent = `\n${' '.repeat(column + 2)}`;
    const name = `m${this.planted.length}`;
    const lines = this.plant(image, { pointer, ...(image.marker === 'none' ? {} : { marker: name }), indent });
    const { map } = lines;
    const mark = `# sluice: ${name}`;
    const shown = (image.marker === 'above' ? [mark, ...lines.all] : lines.all).join(indent);
    this.text += map === '' && image.marker !== 'above' && isCompact ? ' ' : ` ${map}`.trimEnd() + indent;
    this.text += shown;
    this.text += `${image.marker === 'behind' ? ` ${mark}` : ''}\n`;
  }

  private flowImage(image: Image, pointer: string): void {
    const style = image.style === 'folded' || image.style === 'literal' ? 'plain' : image.style;
    const { map, all } = this.plant({ ...image, style }, { pointer, indent: ' ' });
    this.text += `${map}{ ${all.join(', ')} }`;
  }

  /** The lines of an image's map; from here on it is planted. */
  private plant(
    image: Image,
    { pointer, marker, indent }: { pointer: string; marker?: string; indent: string },
  ): { map: string; all: string[] } {
    const { image: name, holds, style } = image;
    const { map, scalar } = this.anchorsOf(image);
    const parts = partsOf(image);
    const planted: Planted = {
      image: name,
      holds,
      pointer: `${pointer}/${parts.at(-1)?.key ?? ''}`,
      leaves: parts.filter(({ key }) => key !== 'repository').map(({ key }) => `${pointer}/${key}`),
      ...(marker === undefined ? {} : { marker }),
    };
    this.planted.push(planted);
    const reference = this.referenceOf(planted, this.planted.length - 1);
    const all = parts.map(({ key, textOf }) => `${key}: ${scalar}${styled(textOf(reference), { style, indent })}`);
    return { map, all };
  }
}

/** A list straight in a list needs a column of its own. */
const deeper = (item: Entry, value: Tree & { is: 'list' }): Entry => ({ ...item, value: { ...value, step: 2 } });

/** Every key of a map is another one. */
function keyOf(key: string, index: number): { written: string; pointer: string } {
  const quote = /^["']/.exec(key)?.[0] ?? '';
  const name = `${key.slice(quote.length, key.length - quote.length)}${key.startsWith('_') || key === 'constructor' ? '' : index}`;
  const unique = index > 0 && name === key ? `${name}-${index}` : name;
  return { written: quote + unique + quote, pointer: unique.replaceAll('~', '~0').replaceAll('/', '~1') };
}

const blockOf = (lines: readonly string[], column: number): string =>
  ['a text', ...lines].map((line) => (line === '' ? '\n' : `${' '.repeat(column)}${line}\n`)).join('');

function styled(text: string, { style, indent }: { style: Style; indent: string }): string {
  if (style === 'single') return `'${text}'`;
  if (style === 'double') return `"${text}"`;
  if (style === 'plain') return text;
  return `${style === 'folded' ? '>-' : '|-'}${indent}  ${text}`;
}

/** The keys of an image's map, in its order. */
function partsOf(image: Image): { key: string; textOf: (reference: Reference) => string }[] {
  const { image: name, holds, parts } = image;
  if (parts === undefined) return [{ key: 'image', textOf: (reference) => name + suffixOf(image, reference) }];
  const repository = { key: 'repository', textOf: () => name };
  const tag = { key: 'tag', textOf: ({ tag }: Reference) => tag };
  const digest = { key: 'digest', textOf: ({ digest }: Reference) => digest };
  const joined = { key: 'tag', textOf: ({ tag, digest }: Reference) => `${tag}@${digest}` };
  if (holds === 'both' && parts === 'joined') return [repository, joined];
  const held = [...(holds === 'digest' ? [] : [tag]), ...(holds === 'tag' ? [] : [digest])];
  return parts === 'tag first' ? [...held, repository] : [...held.slice(1), repository, ...held.slice(0, 1)];
}
