// Bundles the program into dist/: a small entry for the command line, everything heavy (Ink, the engine)
// in chunks that are loaded only when a command needs them.
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';
import { bundleOptions } from './bundle.mjs';

await rm('dist', { recursive: true, force: true });
await build({
  ...bundleOptions,
  entryPoints: { main: 'src/cli/main.ts', 'demo-player': 'src/cli/demo/player.ts' },
  outdir: 'dist',
  sourcemap: 'linked',
});
