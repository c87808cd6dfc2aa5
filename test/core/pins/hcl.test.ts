import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findPins } from '../../../src/core/pins/index.ts';
import type { PinReference } from '../../../src/core/pins/index.ts';
import { anyDigest, expectTheRestStays, expectTheMoveAndBack } from './any-text.ts';
import { at, IMAGE, NEW, OLD, moved, problemOf } from './examples.ts';

const path = 'main.tf';

const task = (image: string): string => `resource "aws_ecs_task_definition" "app" {
  family = "payments-\${var.env}" # "quoted"
  container_definitions = jsonencode([
    { name = "wait", image = "busybox:1.36" },
    {
      "name" : "payments", // the one
      "image" : ${image},
      environment = [{ name = "A", value = "${OLD}" }]
    },
  ])
  tags = { for k, v in var.tags : k => upper("\${v}: }\\"{") }
}
`;

const images: [string, string, { tag: string; digest?: string }?][] = [
  ['a task definition in jsonencode', task(`"${IMAGE}:<T>@<D>"`)],
  ['a digest alone', task(`"${IMAGE}@<D>"`)],
  ['a tag alone', task(`"${IMAGE}:<T>"`), { tag: '1.10' }],
  ['an attribute', `image = "${IMAGE}:<T>@<D>"\n`],
  ['a key of its own', `locals {\n  payments_image = "${IMAGE}:<T>@<D>"\n  web_image = "web:1"\n}\n`],
  ['a URI', `container {\n  image_uri = "${IMAGE}@<D>"\n}\n`],
  ['a block on one line', `image { repository = "${IMAGE}", tag = "<T>", digest = "<D>" }\n`],
  ['a tag that is a number', `app = { repository = "${IMAGE}", tag = <T> }\n`, { tag: '13' }],
  [
    'locals of one prefix',
    `locals {\n  p_image_repository = "${IMAGE}"\n  n = 1\n  p_image_tag = "<T>"\n  p_image_digest = "<D>"\n}`,
  ],
  ['a name with its tag beside it', `p_image = "${IMAGE}"\np_tag   = "<T>@<D>"\n`],
  [
    'variables of one prefix',
    `variable "p_repo" {\n  default = "${IMAGE}"\n}\nvariable "p_tag" {\n  type = string\n  default = "<T>@<D>"\n}\n`,
  ],
  ['the Docker provider', `resource "docker_image" "p" {\n  name = "${IMAGE}:<T>@<D>"\n}\n`],
  ['a Nomad task', `job "p" {\n  task "p" {\n    config {\n      image = "${IMAGE}@<D>"\n    }\n  }\n}\n`],
  [
    'the settings of a chart in blocks',
    `resource "helm_release" "p" {\n  chart = "p"\n  set {\n    name = "image.tag"\n    value = "<T>"\n  }\n  set {\n    name = "image.repository"\n    value = "${IMAGE}"\n  }\n  set {\n    name = "image.digest"\n    value = "<D>"\n  }\n}\n`,
  ],
  [
    'the settings of a chart in a list',
    `resource "helm_release" "p" {\n  chart = "p"\n  set = [\n    { name = "image.repository", value = "${IMAGE}" },\n    { name = "image.tag", value = "<T>@<D>" },\n  ]\n}\n`,
  ],
  [
    'values beside a comment, a heredoc and a condition',
    `/* image = "${IMAGE}:v0" */\nx = <<-EOT\n  image = "${IMAGE}:v0"\n  EOT\ny = var.a ? "\${b}" : "c"\nimage = "${IMAGE}@<D>"`,
  ],
];

const strings: [string, string, string][] = [
  [
    'a map of images',
    `locals {\n  images = {\n    app = "${IMAGE}:<T>@<D>"\n    web = "acme/web:v1"\n  }\n}\n`,
    '/locals/images/app',
  ],
  ['a list', `all = [\n  "acme/web:v1", "${IMAGE}@<D>",\n]\n`, '/all/1'],
  ['a default under any name', `variable "app" {\n  default = "${IMAGE}:<T>@<D>"\n}\n`, '/variable/app/default'],
  ['a condition', `app = var.app != "" ? var.app : "${IMAGE}:<T>@<D>" # else\n`, '/app/0'],
  ['both sides of a condition', `app = var.x == "acme/web:v1" ? "acme/web:v1" : "${IMAGE}@<D>"\n`, '/app/1'],
  ['an argument', `image = lower(trimspace("${IMAGE}:<T>@<D>"))\n`, '/image/0'],
  ['one of several arguments', `app = lookup(var.images, "app", "${IMAGE}:<T>@<D>")\n`, '/app/2'],
  ['a comprehension', `app = { for x in ["${IMAGE}:<T>@<D>"] : x => true }\n`, '/app/0'],
];

const ends: [string, (text: string) => string][] = [
  ['', (text) => text],
  [' with Windows line ends', (text) => text.replaceAll('\n', '\r\n')],
  [' after a byte order mark', (text) => `\uFEFF${text}`],
];

describe('moving an image in HCL', () => {
  it.each(images.flatMap(([name, text, to]) => ends.map(([end, as]) => ({ name: name + end, text: as(text), to }))))(
    'moves $name, and back by the pointer that is found',
    ({ text, to = { tag: 'v2', digest: NEW } }) => {
      const [tag, old] = [
        to.tag === '13' ? '12' : 'v1',
        to.digest === undefined ? { tag: 'v1' } : { tag: 'v1', digest: OLD },
      ];
      const before = at(text, tag, OLD);

      const after = moved(before, { path, to });

      expect(after).toBe(at(text, to.tag, NEW));
      const pin = findPins(after, { path }).find(({ image }) => image === IMAGE);
      expect(pin).toMatchObject({ kind: 'hcl' });
      expect(moved(after, { path, pointer: pin?.pointer ?? '', to: { ...old, tag } })).toBe(before);
    },
  );

  it.each(strings)('moves a whole reference in %s, and back by its pointer', (_, text, pointer) => {
    const before = at(text, 'v1', OLD);

    const after = moved(before, { path, to: { tag: 'v2', digest: NEW } });

    expect(after).toBe(at(text, 'v2', NEW));
    expect(findPins(after, { path }).find(({ image }) => image === IMAGE)).toMatchObject({ kind: 'hcl', pointer });
    expect(moved(after, { path, pointer, to: { tag: 'v1', digest: OLD } })).toBe(before);
  });

  it.each([
    ['with a digit in its tag', 'x = "acme/app:v1"'],
    ['with the tag latest', 'x = "acme/app:latest"'],
    ['with a host', 'x = "registry.acme.dev/app:blue"'],
    ['under a name that says so', 'app_images = { x = ["acme/app:blue"] }'],
  ])('finds an image in a string %s', (_, text) => {
    expect(findPins(text, { path })).toMatchObject([{ kind: 'hcl', line: 1 }]);
  });

  it('quotes what would not stay the number that it is', () => {
    const text = `p = { repository = "${IMAGE}", tag = 12 } # why\n`;

    expect(moved(text, { path, to: { tag: '1.10' } })).toBe(`p = { repository = "${IMAGE}", tag = "1.10" } # why\n`);
  });
});

const halves: [string, string][] = [
  ['locals', 'locals {\n  image_tag = "<T>"\n  n = 1\n  image_digest = "<D>"\n}\n'],
  ['names in camel case', 'apiTag = "v0"\napiImageTag = "<T>"\napiImageDigest = "<D>"\n'],
  ['an object', 'app = { tag = "<T>", digest = "<D>" }\n'],
  ['defaults', 'variable "p_version" {\n  default = "<T>"\n}\nvariable "p_digest" {\n  default = "<D>"\n}\n'],
  ['a whole reference with its digest beside it', 'p_image = "acme/p:<T>"\np_image_digest = "<D>"\n'],
  [
    'the settings of a chart',
    'resource "helm_release" "p" {\n  chart = "p"\n  set {\n    name = "image.tag"\n    value = "<T>"\n  }\n  set {\n    name = "image.digest"\n    value = "<D>"\n  }\n}\n',
  ],
];

describe('moving a tag and a digest whose image stands elsewhere', () => {
  it.each(halves)('moves both together in %s, whichever is named', (_, text) => {
    const before = at(text, 'v1', OLD);
    const [found, ...rest] = findPins(before, { path }).filter(({ digest }) => digest !== undefined);
    expect(found).toMatchObject({ kind: 'hcl', tag: 'v1', digest: OLD });
    expect(rest).toEqual([]);

    const line = before.split('\n').findIndex((each) => each.includes('v1'));
    const marked = before
      .split('\n')
      .with(line, `${before.split('\n')[line] ?? ''} # sluice: p`)
      .join('\n');
    const to = { tag: 'v2', digest: NEW };

    expect(moved(before, { path, pointer: found?.pointer ?? '', to })).toBe(at(text, 'v2', NEW));
    expect(moved(marked, { path, marker: 'p', to })).toBe(marked.replace('v1', 'v2').replace(OLD, NEW));
    expect(problemOf(before, { path, pointer: found?.pointer ?? '', to: { tag: 'v2' } }).code).toBe('bad-value');
  });

  it('leaves a tag to itself beside a digest of something else, or none', () => {
    const text = `a_tag = "v1"\nb_digest = "${OLD}"\nc_tag = "v1"\nc_digest = null\nd_tag = "v1"\nd_digest = ""\n`;

    expect(findPins(text, { path }).map(({ pointer }) => pointer)).toEqual(['/a_tag', '/b_digest', '/c_tag', '/d_tag']);
  });

  it('leaves a digest to itself beside a range of versions', () => {
    const text = `p_version = ">= 1.0"\np_digest = "${OLD}"\n`;

    expect(findPins(text, { path })).toMatchObject([{ digest: OLD, pointer: '/p_digest' }]);
  });

  it.each([
    ['tag without the digest', 'image_tag = "v1"\nimage_digest = var.digest\n', '/image_tag', { tag: 'v2' }],
    ['digest without the tag', `image_tag = var.tag\nimage_digest = "${OLD}"\n`, '/image_digest', { digest: NEW }],
  ])('moves no %s that is worked out beside it', (_, text, pointer, to) => {
    expect(findPins(text, { path })).toEqual([]);
    expect(problemOf(text, { path, pointer, to }).code).toBe('not-literal');
  });

  it('finds a tag that a chart is set to by itself', () => {
    const text =
      'resource "helm_release" "p" {\n  chart = "p"\n  set {\n    name = "image.tag"\n    value = "v1"\n  }\n}\n';
    const pointer = '/resource/helm_release/p/set/value';

    expect(findPins(text, { path })).toMatchObject([{ kind: 'hcl', tag: 'v1', pointer }]);
    expect(moved(text, { path, pointer, to: { tag: 'v2' } })).toBe(text.replace('v1', 'v2'));
  });
});

const others: [string, string, string, string, PinReference][] = [
  [
    'a module in git',
    'acme/mods',
    'module "x" {\n  source = "git::https://github.com/acme/mods.git//vpc?ref=v1.2.3&depth=1"\n}\n',
    'v1.2.3',
    { version: 'v1.3.0' },
  ],
  [
    'a module in a registry',
    'acme/vpc/aws',
    'module "x" {\n  version = "5.1.2"\n  source  = "acme/vpc/aws"\n}\n',
    '5.1.2',
    { version: '5.2.0' },
  ],
  [
    'an exact constraint',
    'acme/vpc/aws',
    'module "x" {\n  source  = "acme/vpc/aws"\n  version = "= 5.1.2"\n}\n',
    '5.1.2',
    { version: '5.2.0' },
  ],
  [
    'a chart',
    'https://charts.acme.dev/payments',
    'resource "helm_release" "p" {\n  repository = "https://charts.acme.dev"\n  chart = "payments"\n  version = "1.2.3"\n}\n',
    '1.2.3',
    { version: '1.3.0' },
  ],
  [
    'a chart in a registry of images',
    'acme.dev/charts/payments',
    'resource "helm_release" "p" {\n  repository = "oci://acme.dev/charts"\n  chart = "payments"\n  version = "1.2.3"\n}\n',
    '1.2.3',
    { version: '1.3.0' },
  ],
];

describe('moving what else HCL refers to', () => {
  it.each(others)('moves %s by its name', (_, image, text, from, to) => {
    expect(moved(text, { path, image, to })).toBe(text.replace(from, 'version' in to ? to.version : ''));
  });

  it('leaves a range of versions to float', () => {
    const text = 'module "x" {\n  source = "acme/vpc/aws"\n  version = "~> 5.1"\n}\n';

    expect(findPins(text, { path })).toEqual([]);
    expect(problemOf(text, { path, image: 'acme/vpc/aws', to: { version: '5.2.0' } }).code).toBe('no-value');
  });

  it('finds a value by its name where that says what it is, and it has the form', () => {
    const text = `variable "image_tag" {
  default = "v1"
}
locals {
  git_sha = "${'c'.repeat(40)}"
  imageDigest = "${OLD}"
  environment_tag = "production"
  policy_version = "2012-10-17"
  stage = "v1"
}
locals {
  chart_version = "1.2.3"
}
`;

    const pins = findPins(text, { path });

    expect(pins.map(({ pointer }) => pointer)).toEqual([
      '/variable/image_tag/default',
      '/locals/git_sha',
      '/locals/imageDigest',
      '/locals/1/chart_version',
    ]);
  });

  it('leaves the versions of a lock file to the tool that wrote their hashes', () => {
    const text = 'provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.1.0"\n  hashes = ["h1:abc"]\n}\n';

    expect(findPins(text, { path: '.terraform.lock.hcl' })).toEqual([]);
  });
});

const pointed: [string, string, string][] = [
  ['/a/1/b~1c', 'a = ["v1", { "b/c" = "v1" }]\n', 'a = ["v1", { "b/c" = "v2" }]\n'],
  ['/x/y/z', 'x "y" {\n  z = "v1"\n}\nx "y" {\n  z = "v1"\n}\n', 'x "y" {\n  z = "v2"\n}\nx "y" {\n  z = "v1"\n}\n'],
  ['/x/y/1/z', 'x "y" {\n  z = "v1"\n}\nx "y" {\n  z = "v1"\n}\n', 'x "y" {\n  z = "v1"\n}\nx "y" {\n  z = "v2"\n}\n'],
  ['/v/1/t', 'v = merge(local.v, { t = "v1" })', 'v = merge(local.v, { t = "v2" })'],
  ['/v/0/t', 'v = concat(\n  [{ t = "v1" }]\n)', 'v = concat(\n  [{ t = "v2" }]\n)'],
  ['/__proto__/constructor', '__proto__ { constructor = "v1" }', '__proto__ { constructor = "v2" }'],
];

describe('naming a value in HCL', () => {
  it.each(pointed)('the pointer %s leads to one value', (pointer, text, expected) => {
    expect(moved(text, { path, pointer, to: { version: 'v2' } })).toBe(expected);
  });

  it.each(['# sluice: p', '// sluice: p', '/* sluice: p */'])('the comment %s names the value before it', (comment) => {
    const text = `x = {\n  a = "v1"\n  b = "v1", ${comment}\n}\n`;

    expect(moved(text, { path, marker: 'p', to: { version: 'v2' } })).toBe(text.replace('b = "v1"', 'b = "v2"'));
  });

  it.each(['# sluice: p', '// sluice: p'])('the comment %s on a line of its own names the value below', (comment) => {
    const text = `a = "v1"\n${comment}\nb = "v1"\n`;

    expect(moved(text, { path, marker: 'p', to: { version: 'v2' } })).toBe(text.replace('b = "v1"', 'b = "v2"'));
  });

  it('a marker in a heredoc or a string is none', () => {
    const text = 'a = <<E\nb = "v1" # sluice: p\nE\nc = "v1 # sluice: p"\n';

    expect(problemOf(text, { path, marker: 'p', to: { version: 'v2' } }).code).toBe('none');
  });
});

const refused: [string, string, string][] = [
  ['a tag that is filled in', `image = "${IMAGE}:\${var.tag}"`, 'put together'],
  ['a digest that is filled in', `image = "${IMAGE}:v1@\${var.digest}"`, 'put together'],
  ['a part of a tag that is filled in', `image = "${IMAGE}:v1-\${var.os}@${OLD}"`, 'put together'],
  ['a tag from a variable', `image = { repository = "${IMAGE}", tag = var.tag }`, 'neither'],
  ['an image under any name whose tag is filled in', `apps = { p = "${IMAGE}:\${var.tag}" }`, 'put together'],
  ['a string whose key stands twice', `p = "${IMAGE}:v1"\np = "${IMAGE}:v1"\n`, 'twice'],
  ['a key that stands twice', `image { \n repository = "${IMAGE}"\n tag = "v1"\n tag = "v2"\n}`, 'twice'],
];

describe('HCL that is left alone', () => {
  it.each(refused)('%s is not moved', (_, text, why) => {
    const { code, message } = problemOf(text, { path, to: { tag: 'v2', digest: NEW } });

    expect(code).toBe('not-literal');
    expect(message).toContain(why);
  });

  it.each([
    ['an image that is worked out', 'image = var.image\n'],
    ['an image whose name is filled in', 'image = "${local.repo}:v1.2"\n'],
    ['a host with its port', 'address = "localhost:6379"\n'],
    ['an argument of a function', 'image = lower("web:v1")\n'],
    [
      'an image that is built',
      'resource "docker_image" "p" {\n  name = "web:1"\n  build {\n    context = "."\n  }\n}\n',
    ],
    ['a local module', 'module "x" {\n  source = "./x"\n}\n'],
    ['a heredoc', 'x = <<E\nimage = "web:1"\nE\n'],
    ['a comment', '# image = "web:1"\n// image = "web:1"\n/*\nimage = "web:1"\n*/\n'],
  ])('%s is no pin', (_, text) => {
    expect(findPins(text, { path })).toEqual([]);
  });

  it.each([
    ['an action', 's3:GetObject'],
    ['a resource', 'arn:aws:ecs:eu-west-1:123456789012:task-definition/app:3'],
    ['a policy', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
    ['a repository and its branch', 'repo:acme/app:ref:refs/heads/main'],
    ['a host with its port', 'acme.dev:8080/health'],
    ['a URL', 'https://acme.dev/app:v1'],
    ['a relative path', '../apps/app:v1'],
    ['an absolute path', '/apps/app:v1'],
    ['a network with a port', '10.0.0.0/8:443'],
    ['a port with its protocol', '80/tcp:8080'],
    ['a schedule', 'cron(0/5 12 * * ? *)'],
    ['a secret', 'prod/db:password'],
    ['a name without a tag', 'acme/app'],
  ])('%s is no image', (_, text) => {
    expect(findPins(`x = "${text}"\nxs = ["${text}"]\n`, { path })).toEqual([]);
  });

  it.each([
    ['a source', 'source = "acme/app:v1"\n'],
    ['the tags of what is built', 'target "app" {\n  tags = ["acme/app:v1"]\n  cache-from = ["acme/app:v0"]\n}\n'],
    ['what is imported', 'import {\n  id = "app/main.tf:v1"\n}\n'],
    ['an image that is built', 'resource "docker_image" "p" {\n  name = "acme/web:1"\n  build {}\n}\n'],
    ['a key of a condition', 'x = var.x ? { "acme/app:v1" = 1 } : {}\n'],
    ['a key', 'x = { "acme/app:v1" = 1 }\ny = local.x["acme/app:v1"]\n'],
    ['what is compared with', 'x = var.app == "acme/app:v1"\n'],
  ])('a string that reads as an image is none in %s', (_, text) => {
    expect(findPins(text, { path })).toEqual([]);
  });

  it.each(['tag = "<X>"', 'image_sha = "<X>"', 'x = ["<X>"]'])('64 hexadecimal digits are no tag in %s', (text) => {
    const hex = '1'.repeat(64);
    const file = text.replace('<X>', hex);

    const pointer = file.startsWith('x') ? '/x/0' : `/${file.split(' ')[0] ?? ''}`;

    expect(findPins(file, { path })).toEqual([]);
    expect(problemOf(file, { path, pointer, to: { tag: 'v2' } }).message).toContain('without its algorithm');
  });

  it.each([
    ['a string', 'a = 1\nb = "x\n', 'a string in it has no end (line 2)'],
    ['a heredoc', 'a = <<E\nx\n', 'a heredoc in it has no end (line 1)'],
    ['a bracket', 'a {\nb = [1\n', 'a bracket in it has no end (line 2)'],
    ['nothing that it closes', 'a = 1\n}\n', 'a bracket in it closes nothing (line 2)'],
    ['another bracket', 'a = [}\n', 'a bracket in it closes nothing (line 1)'],
    ['no HCL', "a = 1\nb = 'x'\n", 'it is no HCL (line 2)'],
    ['no value', 'a =\n', 'it is no HCL (line 1)'],
    ['words alone', 'a b c\n', 'it is no HCL (line 1)'],
    ['a comment', 'a = 1\n/* x\n', 'a comment in it has no end (line 2)'],
    ['too many brackets', `a = ${'['.repeat(10_000)}`, 'it is nested too deeply (line 1)'],
  ])('a file with %s that does not end or fit says so with its line', (_, text, why) => {
    const { code, message } = problemOf(text, { path, pointer: '/a', to: { version: 'v2' } });

    expect(code).toBe('unreadable');
    expect(message).toContain(why);
  });
});

describe('moving a pin in any HCL file', () => {
  const around = fc.constantFrom(
    `note = "of ${IMAGE}:v1@${OLD}"`,
    `# image = "${IMAGE}:v1@${OLD}"`,
    'x = <<-EOT\n  } "${a "b" {c}}" ${\n  EOT',
    'y = "a ${f("}", { b = "}" })} $${ %{ if x }"',
    'z = a ? [1, 2] : { b = -1.5 }',
    'l = [\n  1, # one\n  "é🙂",\n]',
    'block "a" "b" {\n}',
    '/* { */',
    '',
    'q = "\\"" // $& $1',
    'other { image = "registry.acme.dev/web:v1" }',
  );
  const pin = fc.constantFrom(
    (tag: string, digest: string) => `image = "${IMAGE}:${tag}@${digest}"`,
    (tag: string, digest: string) => `p { image="${IMAGE}:${tag}@${digest}" } # the one`,
    (tag: string, digest: string) => `p = [{ digest = "${digest}", repository: "${IMAGE}", tag = "${tag}" }]`,
    (tag: string, digest: string) => `p_repo = "${IMAGE}"\np_image_tag  = "${tag}@${digest}"`,
  );
  const tag = fc.stringMatching(/^[\w][\w.-]{0,20}$/);
  const file = fc.record({
    above: fc.array(around),
    below: fc.array(around),
    pin,
    eol: fc.constantFrom('\n', '\r\n'),
    start: fc.constantFrom('', '\uFEFF'),
    end: fc.constantFrom('', '\n'),
  });

  it('changes its tag and its digest and no other character, and moves back to the very same bytes', () => {
    fc.assert(
      fc.property(file, tag, anyDigest, ({ above, below, pin, eol, start, end }, tag, digest) => {
        const write = (tag: string, digest: string): string =>
          (start + [...above, pin(tag, digest), ...below].join('\n') + end).replaceAll('\n', eol);
        expectTheMoveAndBack(path, write, { tag, digest });
      }),
    );
  });

  it('never fails but by a problem, whatever the text', () => {
    expectTheRestStays(path, [
      'image = ',
      '"',
      '${',
      '}',
      '{',
      '[',
      ']',
      '(',
      ')',
      '<<E\n',
      'E\n',
      '\n',
      ',',
      '=',
      'a',
      ' ',
      '\\',
      '#',
      '/*',
      '*/',
      `${IMAGE}:v1`,
      '1',
    ]);
  });
});
