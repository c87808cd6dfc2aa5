/** Texts that readers of each format have died of, or never came back from. */

export interface HostileText {
  name: string;
  path: string;
  make: () => string;
}

const MILLION = 1_000_000;
/** A little less than what is read at all. */
const ALMOST_ALL = 2_000_000;
const DEEP = 10_000;
const MANY = 10_000;
/** Characters of a flood: a reader that goes back and forth in it is lost with far fewer. */
const FLOOD = process.env['SLUICE_THOROUGH'] === undefined ? 200_000 : MILLION;

const times = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('');
const nested = (open: string, inside: string, close: string): string => open.repeat(DEEP) + inside + close.repeat(DEEP);

/** A reference that can be moved, for what comes behind it to be in the way. */
const BEGINNINGS: readonly (readonly [string, string])[] = [
  ['app.yaml', 'image: registry.acme.dev/payments:v1\n'],
  ['kustomization.yaml', 'images: [{name: registry.acme.dev/payments, newTag: v1}]\n'],
  ['task.json', '{"image": "registry.acme.dev/payments:v1"}'],
  ['Dockerfile', 'FROM registry.acme.dev/payments:v1\n'],
  ['main.tf', 'image = "registry.acme.dev/payments:v1"\n'],
  ['.env', 'IMAGE=registry.acme.dev/payments:v1\n'],
  ['templates/app.yaml', 'image: registry.acme.dev/payments:v1\n{{ if }}\n'],
  ['notes.txt', 'registry.acme.dev/payments:v1 # sluice: one\n'],
];

/** What a scanner may stumble over. */
const CHARACTERS = '"\'`\\\n\r\t #$%{}[]()<>-:?*&!|@/,=~\0\uFEFF\u2028\uD800'.split('');
const SEQUENCES = [
  '${',
  '%{',
  '{{',
  '{%',
  '/*',
  '<<A\n',
  '- ',
  '? ',
  '!!',
  '"\n',
  '\\\n',
  'a:',
  'a: b\n',
  'a@',
  'FROM a\n',
];

export const PATHS: readonly string[] = [
  ...BEGINNINGS.map(([path]) => path),
  '.github/workflows/a.yml',
  'Chart.yaml',
  '',
];

/** Nothing but one of them, over and over, in a file of every format. */
export const floods: readonly HostileText[] = BEGINNINGS.flatMap(([path, beginning]) =>
  [...CHARACTERS, ...SEQUENCES].map((unit) => ({
    name: JSON.stringify(unit),
    path,
    make: () => beginning + unit.repeat(FLOOD / unit.length),
  })),
);

const laughs = (define: (name: string, before: string) => string): string =>
  `l0: &l0 {image: 'registry.acme.dev/payments:v1'}\n${times(40, (at) => define(`l${at + 1}`, `l${at}`))}`;

const yaml: readonly HostileText[] = [
  { name: 'an alias bomb', make: () => laughs((name, before) => `${name}: &${name} [${`*${before}, `.repeat(10)}]\n`) },
  {
    name: 'merges of merges',
    make: () => laughs((name, before) => `${name}: &${name} {<<: [${`*${before}, `.repeat(10)}]}\n`),
  },
  {
    name: 'a chain of merges',
    make: () => times(MANY, (at) => `m${at}: &m${at} ${at === 0 ? '{image: "a:1"}' : `{<<: *m${at - 1}}`}\n`),
  },
  {
    name: 'an anchor that holds itself',
    make: () => 'a: &a [*a, {<<: *a}, {image: *a}]\nimage: registry.acme.dev/payments:v1\n',
  },
  {
    name: 'aliases without end',
    make: () => `image: &i registry.acme.dev/payments:v1\n${times(MANY, (at) => `k${at}: {image: *i}\n`)}`,
  },
  { name: 'aliases of nothing', make: () => times(MANY, (at) => `k${at}: *nothing\n`) },
  {
    name: 'one anchor again and again',
    make: () => times(MANY, () => '- &a {image: "registry.acme.dev/payments:v1"}\n- *a\n'),
  },
  { name: 'brackets', make: () => nested('[', '', ']') },
  { name: 'braces', make: () => nested('{a: ', '1', '}') },
  { name: 'items', make: () => `${'- '.repeat(DEEP)}a` },
  { name: 'complex keys', make: () => `${'? '.repeat(DEEP)}a` },
  { name: 'indentation', make: () => times(1_500, (at) => `${' '.repeat(at)}a:\n`) },
  { name: 'one long line', make: () => `image: registry.acme.dev/payments:v1 ${'a '.repeat(ALMOST_ALL / 2.1)}` },
  { name: 'one long key', make: () => `${'a'.repeat(ALMOST_ALL)}: b\n` },
  { name: 'many keys', make: () => times(100_000, (at) => `k${at}: v\n`) },
  { name: 'one key again and again', make: () => times(100_000, () => 'image: registry.acme.dev/payments:v1\n') },
  { name: 'many documents', make: () => times(100_000, () => '---\na: 1\n') },
  { name: 'many directives', make: () => times(MANY, (at) => `%TAG !t${at}! tag:acme.dev,2026:\n`) },
  { name: 'many tags', make: () => times(MANY, (at) => `k${at}: !!str !x v\n`) },
  { name: 'many policies', make: () => times(MANY, (at) => `k${at}: v1 # {"$imagepolicy": "a:b:tag"}\n`) },
  { name: 'many markers', make: () => times(MANY, (at) => `k${at}: v1 # sluice: one\n`) },
  { name: 'more references than are read', make: () => '- image: a:1\n'.repeat(140_000) },
  { name: 'more markers than are read', make: () => times(40_000, (at) => `k${at}: v1 # sluice: one\n`) },
  { name: 'as many markers as are read', make: () => times(20_000, (at) => `k${at}: v1 # sluice: m${at}\n`) },
  {
    name: 'more aliases than are read',
    make: () => `image: &i registry.acme.dev/payments:v1\n${times(40_000, (at) => `k${at}: {image: *i}\n`)}`,
  },
  {
    name: 'as many aliases as are read',
    make: () => `image: &i registry.acme.dev/payments:v1\n${times(19_999, (at) => `k${at}: {image: *i}\n`)}`,
  },
  { name: 'block scalars', make: () => times(MANY, (at) => `k${at}: |\n  image: registry.acme.dev/payments:v1\n`) },
  {
    name: 'keys of prototypes',
    make: () =>
      '__proto__: {image: "a:1", __proto__: {tag: v1}}\nconstructor: {prototype: {toString: {image: "a:1"}}}\nhasOwnProperty: 1\n',
  },
  {
    name: 'a merge of a prototype',
    make: () => 'a: {<<: {__proto__: {image: "a:1"}}, repository: registry.acme.dev/payments, tag: v1}\n',
  },
].map((one) => ({ ...one, path: 'app.yaml' }));

const json: readonly HostileText[] = [
  { name: 'brackets', make: () => nested('[', '', ']') },
  { name: 'braces', make: () => nested('{"a":', '1', '}') },
  { name: 'open brackets', make: () => '['.repeat(MILLION) },
  { name: 'escapes', make: () => `{"image": "${'\\u0061'.repeat(300_000)}"}` },
  { name: 'many keys', make: () => `{${times(100_000, (at) => `"k${at}": "v",`)}"z": 1}` },
  {
    name: 'one key again and again',
    make: () => `{${'"image": "registry.acme.dev/payments:v1",'.repeat(40_000)}"z": 1}`,
  },
  { name: 'one long number', make: () => `{"a": ${'9'.repeat(MILLION)}}` },
  {
    name: 'keys of prototypes',
    make: () => '{"__proto__": {"image": "a:1"}, "constructor": {"image": "a:1"}, "toString": 1}',
  },
  { name: 'lone surrogates', make: () => '{"image": "registry.acme.dev/payments:v1", "\uD800": "\\ud800"}' },
].map((one) => ({ ...one, path: 'task.json' }));

const dockerfile: readonly HostileText[] = [
  { name: 'more stages than are read', make: () => 'FROM a:1\n'.repeat(200_000) },
  { name: 'many arguments', make: () => times(100_000, (at) => `ARG A${at}=v1\n`) },
  { name: 'one argument again and again', make: () => `${'ARG A=v1\n'.repeat(100_000)}FROM a:$A\n` },
  {
    name: 'many stages of one argument',
    make: () => `ARG A=v1\n${'FROM registry.acme.dev/payments:$A\n'.repeat(20_000)}`,
  },
  {
    name: 'arguments of arguments',
    make: () => `ARG A0=aaaaaaaaaa\n${times(5_000, (at) => `ARG A${at + 1}=$A${at}$A${at}\n`)}FROM a:$A5000\n`,
  },
  { name: 'arguments in a ring', make: () => 'ARG A=$B\nARG B=$A\nARG C=$C\nFROM a:$A\nFROM b:$C\n' },
  { name: 'braces in braces', make: () => `FROM a:${'${A:-'.repeat(DEEP)}v1${'}'.repeat(DEEP)}\n` },
  {
    name: 'one instruction over all lines',
    make: () => `FROM registry.acme.dev/payments:v1\nRUN a ${'\\\n b'.repeat(400_000)}`,
  },
  { name: 'comments between all lines', make: () => `FROM a:1\nRUN a ${'\\\n# c\n b'.repeat(150_000)}` },
  { name: 'stages without end', make: () => times(MANY, (at) => `FROM a:1 AS s${at}\nCOPY --from=s${at} a b\n`) },
  {
    name: 'mounts without end',
    make: () => `FROM a:1\nRUN ${'--mount=from=registry.acme.dev/payments:v1 '.repeat(MANY)}a\n`,
  },
  { name: 'heredocs without end', make: () => `FROM a:1\nRUN ${'<<A '.repeat(100_000)}\n${'A\n'.repeat(100_000)}` },
  { name: 'a heredoc that never ends', make: () => `FROM a:1\nRUN <<END\n${'EN\n'.repeat(300_000)}` },
  {
    name: 'names of prototypes',
    make: () =>
      'ARG __proto__=v1\nARG constructor=v1\nFROM a:$__proto__ AS toString\nCOPY --from=hasOwnProperty a b\nFROM valueOf\n',
  },
  { name: 'one long line', make: () => `FROM registry.acme.dev/payments:v1\nRUN ${'a "b" '.repeat(300_000)}` },
].map((one) => ({ ...one, path: 'Dockerfile' }));

const hcl: readonly HostileText[] = [
  { name: 'objects', make: () => `a = ${nested('{ a = ', '1', ' }')}` },
  { name: 'blocks', make: () => nested('a {\n', '', '}\n') },
  { name: 'calls', make: () => `a = ${nested('f(', '', ')')}` },
  { name: 'interpolations', make: () => `a = ${nested('"${', 'b', '}"')}` },
  { name: 'parentheses', make: () => `a = ${nested('(', '1', ')')}` },
  { name: 'heredocs that never end', make: () => 'a = <<EOF\n'.repeat(100_000) },
  { name: 'heredocs without end', make: () => times(MANY, () => 'a = <<EOF\nb\nEOF\n') },
  {
    name: 'attributes without end',
    make: () => times(50_000, (at) => `image_${at} = "registry.acme.dev/payments:v1"\n`),
  },
  {
    name: 'one block again and again',
    make: () => times(MANY, () => 'module "a" {\n  source = "b"\n  version = "1.0.0"\n}\n'),
  },
  {
    name: 'pairs without end',
    make: () =>
      times(MANY, (at) => `p${at}_image_repository = "registry.acme.dev/payments"\np${at}_image_tag = "v1"\n`),
  },
  {
    name: 'names of prototypes',
    make: () => '__proto__ {\n  image = "a:1"\n}\nconstructor = { __proto__ = "b:1", toString = 1 }\n',
  },
].map((one) => ({ ...one, path: 'main.tf' }));

const others: readonly HostileText[] = [
  {
    name: 'variables without end',
    path: '.env',
    make: () => times(50_000, (at) => `A${at}_IMAGE=registry.acme.dev/payments\nA${at}_TAG=v1\n`),
  },
  {
    name: 'one variable again and again',
    path: '.env',
    make: () => 'IMAGE=registry.acme.dev/payments:v1\n'.repeat(50_000),
  },
  {
    name: 'quotes over all lines',
    path: '.env',
    make: () => `IMAGE="registry.acme.dev/payments:v1\n${'A="\n'.repeat(200_000)}`,
  },
  {
    name: 'names of prototypes',
    path: '.env',
    make: () => '__proto___IMAGE=a:1\n__proto__=b:1\nconstructor_TAG=v1\nconstructor_IMAGE=c\n',
  },
  {
    name: 'images without end',
    path: 'templates/app.yaml',
    make: () => `{{ if }}\n${times(MANY, (at) => `a${at}:\n  image: registry.acme.dev/payments:v1\n`)}`,
  },
  {
    name: 'parts without end',
    path: 'templates/app.yaml',
    make: () => `{{ if }}\n${'repository: a/b\ntag: v1\n'.repeat(MANY)}`,
  },
  { name: 'actions that never end', path: 'templates/app.yaml', make: () => `a: b\n${'{{/* '.repeat(200_000)}` },
  { name: 'items', path: 'templates/app.yaml', make: () => `{{ if }}\n${'- '.repeat(ALMOST_ALL / 2.1)}image: a:1` },
  {
    name: 'references without end',
    path: 'notes.txt',
    make: () => `${'registry.acme.dev/payments:v1 '.repeat(50_000)}# sluice: one`,
  },
  {
    name: 'markers without end',
    path: 'notes.txt',
    make: () => 'registry.acme.dev/payments:v1 # sluice: one\n'.repeat(MANY),
  },
  { name: 'colons without end', path: 'notes.txt', make: () => `${'a:'.repeat(ALMOST_ALL / 2.1)} # sluice: one` },
  {
    name: 'uses without end',
    path: '.github/workflows/a.yml',
    make: () => `jobs:\n  a:\n    steps:\n${'    - uses: actions/checkout@v1.2.3\n'.repeat(MANY)}`,
  },
  {
    name: 'entries without end',
    path: 'kustomization.yaml',
    make: () => `images:\n${'- {name: registry.acme.dev/payments, newTag: v1}\n'.repeat(MANY)}`,
  },
  {
    name: 'dependencies without end',
    path: 'Chart.yaml',
    make: () => `dependencies:\n${'- {name: a, repository: "https://b", version: 1.2.3}\n'.repeat(MANY)}`,
  },
];

/** Ten megabytes, which no file of references has. */
const huge: readonly HostileText[] = BEGINNINGS.map(([path, beginning]) => ({
  name: 'ten megabytes',
  path,
  make: () => beginning.repeat(Math.ceil((10 * MILLION) / beginning.length)),
}));

export const hostileTexts: readonly HostileText[] = [...yaml, ...json, ...dockerfile, ...hcl, ...others, ...huge];

/** Patterns that take other engines an age, or that mean nothing. */
export const hostilePatterns: readonly { name: string; pattern: string }[] = [
  '(?<tag>(a+)+)$',
  '(?<tag>(a|a)*)b',
  '(?<tag>(a|aa)+)$',
  '(?<tag>(.*)*)x',
  '.*.*.*.*.*.*=(?<tag>.*)x',
  '(?<tag>(a?){500}a{500})',
  '(?<tag>((a{0,30}){0,30}){0,30})',
  '(?<tag>a{1000}{1000})',
  String.raw`(?<tag>[\p{L}\p{N}]{200})`,
  String.raw`(?<tag>a)\1`,
  '(?<tag>a)(?=b)',
  '(?<=a)(?<tag>b)',
  '(?<tag>)',
  '(?<tag>a*)',
  '(?<tag>a)|(?<tag>b)',
  '(?<__proto__>a)',
  '(?<tag>',
  '[',
  '',
  '(?P<tag>a)',
  `${'('.repeat(400)}(?<tag>a)${')'.repeat(400)}`,
  `(?<tag>${'(a|b)?'.repeat(150)})`,
  `(?<tag>${'a'.repeat(20_000)})`,
  '(?<tag>\uD800)',
  '(?<tag>$&)',
].map((pattern) => ({ name: pattern.slice(0, 40), pattern }));
