import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { unhoisted } from '../../../src/forge/contract/cut/hoist.ts';
import { foldersIn, packageAt, readJson, type Folders } from '../../../src/forge/contract/cut/packages.ts';
import { cutRest, cutWebhooks, type Description } from '../../../src/forge/contract/cut/rest.ts';
import { sliceTexts } from '../../../src/forge/contract/cut/slices.ts';
import { restSlice, webhookSlice, type DescriptionName } from '../../../src/forge/contract/slices.ts';

/** A folder with the unpacked packages of `packages.json`, as `npm install` leaves them. */
const given = process.env['SLUICE_DESCRIPTIONS'];
const name = 'the committed slices, against the published descriptions';

if (given === undefined)
  process.stderr.write(`${name}: skipped, since SLUICE_DESCRIPTIONS names no folder with the unpacked packages\n`);

const slices = new URL('../../../src/forge/contract/slices/', import.meta.url);

/** What a type lets a document ask: its fields with arguments and types, its values, its members. */
function saidOf(type: GraphQLNamedType): Map<string, string> {
  if (isObjectType(type) || isInterfaceType(type))
    return new Map(
      Object.values(type.getFields()).map((field) => {
        const taken = field.args.map((one) => `${one.name}: ${String(one.type)} = ${JSON.stringify(one.defaultValue)}`);
        return [field.name, `(${taken.join(', ')}): ${String(field.type)}`];
      }),
    );
  if (isInputObjectType(type))
    return new Map(
      Object.values(type.getFields()).map((field) => [
        field.name,
        `${String(field.type)} = ${JSON.stringify(field.defaultValue)}`,
      ]),
    );
  if (isEnumType(type)) return new Map(type.getValues().map((value) => [value.name, 'value']));
  return isUnionType(type) ? new Map(type.getTypes().map((member) => [member.name, 'member'])) : new Map();
}

function typesOf(schema: GraphQLSchema): GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'));
}

(given === undefined ? describe.skip : describe)(name, () => {
  let folders: Required<Folders>;
  beforeAll(() => {
    const modules = join(given ?? '', 'node_modules');
    folders = foldersIn(existsSync(modules) ? modules : (given ?? ''));
  });

  it('are what the script makes of them', () => {
    for (const [file, text] of sliceTexts(folders)) {
      // Not `toEqual`: a difference of half a megabyte is no message.
      expect([file, text === readFileSync(new URL(file, slices), 'utf8')]).toEqual([file, true]);
    }
  });

  it.each([
    ['github.com', 'api.github.com', ''],
    ['ghes-3.19', 'ghes-3.19', ', ghes-3.19'],
  ] as const)('say of %s what it says, and nothing else', (description: DescriptionName, file, suffix) => {
    const read = (folder: string) => readJson(join(folder, 'generated', `${file}.json`)) as Description;
    const rest = unhoisted(restSlice(description));
    const webhooks = unhoisted(webhookSlice(description));

    const wholeRest = cutRest(
      read(folders.openapi),
      `${packageAt(folders.openapi)}${suffix}`,
      Object.keys(rest.operations),
    );
    const wholeWebhooks = cutWebhooks(
      read(folders.webhooks),
      `${packageAt(folders.webhooks)}${suffix}`,
      Object.keys(webhooks.payloads),
    );

    expect(rest.operations).toEqual(wholeRest.operations);
    expect(rest.components).toMatchObject(wholeRest.components);
    expect(webhooks.payloads).toEqual(wholeWebhooks.payloads);
    expect(webhooks.components).toMatchObject(wholeWebhooks.components);
  });

  it('let no document ask what the whole GraphQL schema refuses', () => {
    const whole = buildSchema(readFileSync(join(folders.graphql, 'schema.graphql'), 'utf8'), { assumeValidSDL: true });
    const cut = buildSchema(readFileSync(new URL('schema.graphql', slices), 'utf8'));

    const laxer = typesOf(cut).flatMap((type) => {
      const published = whole.getType(type.name);
      const known = published === undefined ? new Map<string, string>() : saidOf(published);
      return [...saidOf(type)]
        .filter(([member, said]) => known.get(member) !== said)
        .map(([member, said]) => `${type.name}.${member}${said}`);
    });

    expect(laxer).toEqual([]);
    const narrower = typesOf(cut)
      .filter((type) => isInputObjectType(type) || isEnumType(type))
      .filter((type) => saidOf(type).size !== saidOf(whole.getType(type.name)!).size);
    expect(narrower.map((type) => type.name)).toEqual([]);
  });
});
