// Makes dist/ from src/: what `npm ci` runs by `prepare`, on any Node that npm runs on. A source that does not compile fails it.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// What the compiled files read beside themselves, which the compiler does not copy.
const COPIED = ['start.mjs', 'forge/contract/slices', 'forge/page/views'];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const compiler = findCompiler();
if (compiler) build(compiler);
else console.log('dist/ was not built: typescript is not installed (npm ci --omit=dev).');

function findCompiler() {
  try {
    const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
    return join(dirname(manifest), 'bin', 'tsc');
  } catch {
    return undefined;
  }
}

/** @param {string} tsc */
function build(tsc) {
  // A file that was renamed in src/ must not live on in dist/.
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const { status, error } = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.json'), '--noEmitOnError'], {
    stdio: 'inherit',
  });
  if (error) throw error;
  if (status !== 0) {
    console.error('dist/ was not built: src/ does not compile, see above.');
    process.exitCode = 1;
    return;
  }
  for (const path of COPIED) {
    const from = join(root, 'src', path);
    if (existsSync(from)) cpSync(from, join(root, 'dist', path), { recursive: true });
  }
}
