// Bundles the program into dist/: a small entry for the command line, everything heavy (Ink, the engine)
// in chunks that are loaded only when a command needs them.
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

/** zod takes its messages in sixty languages along wherever it is imported; ours are our own. */
const withoutLocales = {
  name: 'without-locales',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/locales\/index\.js$/ }, ({ path, resolveDir }) =>
      /[\\/]zod[\\/]/.test(resolveDir) ? { path, namespace: 'without-locales' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'without-locales' }, () => ({ contents: 'export {};' }));
  },
};

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: { main: 'src/cli/main.ts', 'demo-player': 'src/cli/demo/player.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  jsx: 'automatic',
  minifySyntax: true,
  sourcemap: 'linked',
  external: ['node-pty', 'react-devtools-core'],
  // Without this React runs its development build, and a frame takes twice as long.
  define: { 'process.env.NODE_ENV': '"production"' },
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  plugins: [withoutLocales],
  logLevel: 'warning',
});
