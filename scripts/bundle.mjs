// How the program is bundled: the same for what is shipped, for tests and for benches.
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

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

/** Modules of Ink and what is imported there, with the function of ours that makes it remember. */
const REMEMBERING = [
  ['renderer.js', 'output.js', 'rememberingOutput', 'remembering-output.ts'],
  ['squash-text-nodes.js', 'sanitize-ansi.js', 'rememberingSanitizer', 'remembering-sanitizer.ts'],
];

/**
 * Ink cleans, measures and puts together the whole screen for every frame. With these, which say the same as what they
 * take the place of, it does so for the lines that are new.
 */
const rememberLines = {
  name: 'remember-lines',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^string-width$/ }, ({ importer }) =>
      /[\\/](?:ink[\\/]build|widest-line)[\\/]/.test(importer)
        ? { path: join(DRAWING, 'string-width.ts') }
        : undefined,
    );
    onLoad({ filter: /[\\/]ink[\\/]build[\\/](?:renderer|squash-text-nodes)\.js$/ }, async ({ path }) => {
      const [, imported, maker, ours] = REMEMBERING.find(([module]) => module === basename(path));
      const text = await readFile(path, 'utf8');
      const found = new RegExp(`^import (\\w+) from '\\./${imported}';$`, 'm').exec(text);
      if (found === null)
        throw new Error(`${path} does not import ${imported} any more: see scripts/bundle.mjs`);
      const made = [
        `import original from './${imported}';`,
        `import { ${maker} } from ${JSON.stringify(join(DRAWING, ours))};`,
        `const ${found[1]} = ${maker}(original);`,
      ];
      return { contents: text.replace(found[0], made.join('\n')) };
    });
  },
};

/** Yoga has its WebAssembly with it, as text: to `fetch` it from there loads all of Node's HTTP, 50 ms of every start. */
const withoutFetch = {
  name: 'without-fetch',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]yoga-wasm-base64-esm\.js$/ }, async ({ path }) => ({
      contents: `const fetch = undefined;\n${await readFile(path, 'utf8')}`,
    }));
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
  minifyWhitespace: true,
  external: ['node-pty', 'react-devtools-core'],
  // Without this React runs its development build, and a frame takes twice as long.
  define: { 'process.env.NODE_ENV': '"production"', 'Intl.Segmenter': 'Segmenter' },
  inject: [join(import.meta.dirname, '../src/core/segmenter.ts')],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  plugins: [withoutLocales, withoutFetch, rememberLines],
  logLevel: 'warning',
};
