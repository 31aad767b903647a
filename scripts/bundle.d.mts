import type { BuildOptions } from 'esbuild';

/** Options of esbuild for whatever is to run as the program does. */
export const bundleOptions: BuildOptions;
