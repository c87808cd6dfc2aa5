import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { devNull } from 'node:os';
import { text } from 'node:stream/consumers';

// The directories are the arguments; one that git accepts says nothing.
const SCRIPT = `for directory; do
  words=$(git --git-dir="$directory" fsck --strict --no-dangling --no-progress 2>&1) || printf '%s: %s\\n' "$directory" "$words"
done`;

/**
 * What `git fsck --strict` says against these bare repositories, each complaint behind its directory; empty when it accepts them
 * all. One shell runs git for all of them, because every process that is started from a large one costs it dearly.
 */
export async function fsck(directories: readonly string[]): Promise<string> {
  const child = spawn('sh', ['-c', SCRIPT, 'fsck', ...directories], {
    env: { PATH: process.env['PATH'], HOME: devNull, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: devNull },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [words, [status]] = await Promise.all([text(child.stdout), once(child, 'close') as Promise<[number]>]);
  if (status !== 0) throw new Error(`the shell that runs git fsck ended with ${status}`);
  return words.trim();
}
