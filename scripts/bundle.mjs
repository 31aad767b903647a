// How the program is bundled: the same for what is shipped, for tests and for benches.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const DRAWING = join(import.meta.dirname, '../src/ui/ink');

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

/**
 * Ink measures and puts together the whole screen for every frame. With these two, which say the same as what they
 * take the place of, it does so for the rows that are new.
 */
const rememberRows = {
  name: 'remember-rows',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^widest-line$/ }, () => ({ path: join(DRAWING, 'widest-line.ts') }));
    onLoad({ filter: /[\\/]ink[\\/]build[\\/]renderer\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const imported = "import Output from './output.js';";
      if (!text.includes(imported))
        throw new Error(`${path} takes its output from elsewhere now: see scripts/bundle.mjs`);
      const made = [
        "import Original from './output.js';",
        `import { rememberingOutput } from ${JSON.stringify(join(DRAWING, 'remembering-output.ts'))};`,
        'const Output = rememberingOutput(Original);',
      ];
      return { contents: text.replace(imported, made.join('\n')) };
    });
  },
};

/** Options of esbuild for whatever is to run as the program does; where to and what from is left to who bundles. */
export const bundleOptions = {
  bundle: true,
  // What is imported only when it is needed need not be there, as react-devtools-core.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  jsx: 'automatic',
  minifySyntax: true,
  external: ['node-pty', 'react-devtools-core'],
  // Without this React runs its development build, and a frame takes twice as long.
  define: { 'process.env.NODE_ENV': '"production"' },
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  plugins: [withoutLocales, rememberRows],
  logLevel: 'warning',
};
