import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findPins } from '../../../src/core/pins/index.ts';
import { anyDigest, expectTheRestStays, expectTheMoveAndBack } from './any-text.ts';
import { at, IMAGE, NEW, OLD, moved, problemOf } from './examples.ts';

const path = 'templates/deployment.yaml';

const chart = (lines: string): string => `{{- if .Values.create }}
{{/* image: ${IMAGE}:v0 }} */}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Values.name | default "}}" }}
  {{- with .Values.labels }}
  labels:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
      initContainers:
      - image: busybox:1.36
        command: ["sh", "-c", "{{ .Values.wait }}"]
      containers:
${lines}
        env:
        - {name: {{ .Values.env }}, value: "${OLD}"}
      - name: web
        image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
{{- end }}
`;

const images: [string, string, { tag: string; digest?: string }?][] = [
  ['a container', chart(`      - name: p\n        image: ${IMAGE}:<T>@<D>`)],
  ['a container whose image comes first', chart(`      - image: ${IMAGE}:<T>@<D>   # why {{ "image" }}`)],
  ['a container in double quotes', chart(`      - name: p\n        image: "${IMAGE}:<T>@<D>" # {{ .x }}`)],
  ['a container in single quotes', chart(`      - name: p\n        "image" : '${IMAGE}@<D>'`)],
  ['a tag alone', chart(`      - name: p\n        image: ${IMAGE}:<T>`), { tag: '1.10' }],
  ['another key', chart(`      - name: p\n        sidecarImage: ${IMAGE}@<D>`)],
  [
    'keys of their own',
    chart(`      - repository: ${IMAGE}\n        # {{- not a directive of its own line\n        digest: <D>`).replace(
      '{{- not',
      'not',
    ),
  ],
  [
    'keys of their own with a registry and a tag that needs quotes',
    chart(`        registry: registry.acme.dev\n        repository: payments\n        tag: <T>`),
    { tag: '1.10' },
  ],
  [
    'a line behind a directive',
    chart(`      {{- if .x }}\n      - name: p\n        image: ${IMAGE}@<D>\n      {{- end }}`),
  ],
  [
    'a line behind a script',
    chart(
      `      - name: p\n        args:\n        - |\n          image: x:1\n\n  {{- if .x }}\n          tag: v1\n        image: ${IMAGE}@<D>`,
    ),
  ],
];

const ends: [string, (text: string) => string][] = [
  ['', (text) => text],
  [' with Windows line ends', (text) => text.replaceAll('\n', '\r\n')],
  [' after a byte order mark', (text) => `\uFEFF${text}`],
];

describe('moving an image in a template', () => {
  it.each(images.flatMap(([name, text, to]) => ends.map(([end, as]) => ({ name: name + end, text: as(text), to }))))(
    'moves $name, and back by the pointer that is found',
    ({ text, to = { tag: 'v2', digest: NEW } }) => {
      const isPlainTag = !text.includes('<D>');
      const tag = isPlainTag && text.includes('tag: <T>') ? '"1.10"' : to.tag;
      const before = at(text, 'v1', OLD);

      const after = moved(before, { path, to });

      expect(after).toBe(at(text, tag, NEW));
      const pin = findPins(after, { path }).find(({ image }) => image === IMAGE);
      expect(pin).toMatchObject({ kind: 'template' });
      const back = moved(after, {
        path,
        pointer: pin?.pointer ?? '',
        to: isPlainTag ? { tag: 'v1' } : { tag: 'v1', digest: OLD },
      });
      expect(back).toBe(before.replace('tag: v1', tag === '"1.10"' ? 'tag: "v1"' : 'tag: v1'));
    },
  );

  it('finds every literal image, and the line that names it', () => {
    const text = chart(`      - name: p\n        image: ${IMAGE}:v1`);

    expect(findPins(text, { path })).toEqual([
      { kind: 'template', image: 'busybox', tag: '1.36', line: 13, pointer: 'line:13' },
      { kind: 'template', image: IMAGE, tag: 'v1', line: 17, pointer: 'line:17' },
    ]);
  });

  it('reads what Jinja leaves alone, and nothing of what it comments out', () => {
    const text = `{# image: a:1\n   image: b:1 #}\n{% if x %}\nimage: ${IMAGE}:v1 # {{ x }}\n{% endif %}\n{{ x }}: y\n`;

    expect(findPins(text, { path: 'compose.yaml.j2' }).map(({ line }) => line)).toEqual([4]);
    expect(moved(text, { path: 'compose.yaml.j2', to: { tag: 'v2' } })).toBe(text.replace(':v1', ':v2'));
  });

  it('a marker names the line that it stands on', () => {
    const text = `{{ if x }}\na: v1\nb: v1 # sluice: p\n{{ end }}\n`;

    expect(moved(text, { path, marker: 'p', to: { version: 'v2' } })).toBe(text.replace('b: v1', 'b: v2'));
  });
});

describe('what stays as it is in a template', () => {
  it.each([
    [
      'a script in a block scalar',
      `data:\n  run.sh: |\n    x: 1\n{{- if .x }}\n    image: web:1\n{{- end }}\n    image: web:1\n`,
    ],
    ['a script in an item of a list', `args:\n- >-\n  {{ .x }}\n  image: web:1\n`],
    ['a text over several lines', `x: "{{ .x }}\n  image: web:1\n  "\n`],
    ['a comment of the template', '{{- /*\nimage: web:1 }}\n*/ -}}\nx: {{ .x }}: y\n'],
    ['a comment', '# image: web:1\n{{ .x }}: {{ .y }}: z\n'],
    ['an image that is filled in', 'image: {{ .image }}\nx: {{ .y }}: z\n'],
    ['a line that a directive begins', '{{ if .x }}image: web:1{{ end }}\nx: {{ .y }}: z\n'],
    ['a host with its port', 'address: redis:6379\nx: {{ .y }}: z\n'],
  ])('%s is no pin', (_, text) => {
    expect(findPins(text, { path })).toEqual([]);
  });

  it.each([
    ['a tag that is filled in', `image: ${IMAGE}:{{ .tag }}\nx: {{ .y }}: z\n`, 'fills it in'],
    ['a digest that is filled in', `image: "${IMAGE}:v1@{{ .digest }}"\nx: {{ .y }}: z\n`, 'fills it in'],
    [
      'a tag under its own key that is filled in',
      `image:\n  repository: ${IMAGE}\n  tag: {{ .tag }}\nx: {{ .y }}: z\n`,
      'fills it in',
    ],
    ['a key that stands twice', `a:\n  repository: ${IMAGE}\n  tag: v1\n  tag: v2\nx: {{ .y }}: z\n`, 'twice'],
  ])('%s is not moved', (_, text, why) => {
    const { code, message } = problemOf(text, { path, to: { tag: 'v2', digest: NEW } });

    expect(code).toBe('not-literal');
    expect(message).toContain(why);
  });

  it('lines that a directive parts are not taken together', () => {
    const text = `image:\n  repository: ${IMAGE}\n  {{- if .x }}\n  tag: v1\n  {{- end }}\n`;

    expect(problemOf(text, { path, to: { tag: 'v2' } }).code).toBe('no-value');
  });

  it('a {{ without an end makes the file unreadable, and the line is said', () => {
    const { code, message } = problemOf('x: {{ .y }}: z\nimage: {{ .x\n', { path, to: { tag: 'v2' } });

    expect(code).toBe('unreadable');
    expect(message).toContain('a {{ in it has no end (line 2)');
  });
});

describe('moving a pin in any template', () => {
  const around = fc.constantFrom(
    '{{- if .Values.x }}',
    '{{- end }}',
    '{{/* }} image: a:1 */}}',
    '{{ "}}" }}: `x`',
    `note: "${IMAGE}:v1@${OLD}"`,
    `# image: ${IMAGE}:v1@${OLD}`,
    'text: |\n   image: x:1\n{{ .x }}\n   # no comment',
    '- name: {{ .x }}  # $& $1',
    'other:\n  image: registry.acme.dev/web:v1',
    '  é🙂: ü',
    '',
    "q: 'it''s'",
  );
  const pin = fc.constantFrom(
    (tag: string, digest: string) => `image: ${IMAGE}:${tag}@${digest}`,
    (tag: string, digest: string) => `pin:\n    - image: "${IMAGE}:${tag}@${digest}" # {{ .the }} one`,
    (tag: string, digest: string) => `pin:\n  tag: '${tag}'\n  repository: ${IMAGE}\n  digest: ${digest}`,
  );
  const tag = fc.stringMatching(/^v[\w.-]{0,20}$/);
  const file = fc.record({
    above: fc.array(around),
    below: fc.array(around),
    pin,
    eol: fc.constantFrom('\n', '\r\n'),
    start: fc.constantFrom('', '\uFEFF'),
    end: fc.constantFrom('', '\n', '\n\n'),
  });

  it('changes its tag and its digest and no other character, and moves back to the very same bytes', () => {
    fc.assert(
      fc.property(file, tag, anyDigest, ({ above, below, pin, eol, start, end }, tag, digest) => {
        const write = (tag: string, digest: string): string =>
          // What YAML cannot read is read as a template.
          (start + ['{{ .x }}: {{ .y }}: z', ...above, pin(tag, digest), ...below].join('\n') + end).replaceAll(
            '\n',
            eol,
          );
        expectTheMoveAndBack(path, write, { tag, digest });
      }),
    );
  });

  it('never fails but by a problem, whatever the text', () => {
    expectTheRestStays(
      path,
      [
        'image: ',
        '"',
        "'",
        '{{',
        '}}',
        '{%',
        '%}',
        '{#',
        '#}',
        '/*',
        '*/',
        '`',
        '\n',
        ' ',
        '- ',
        '|',
        '#',
        '\\',
        `${IMAGE}:v1`,
        'tag: v1',
        '\r\n',
      ],
      'x: {{ .y }}: z\n',
    );
  });
});
