import { execFileSync } from 'node:child_process';

/** Bundles the program once for all end-to-end tests, as `npm run build` does. */
export default function setup(): void {
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
}
