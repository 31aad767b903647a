import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';

const FOLDER = join(import.meta.dirname, '../../../fixtures/golden/ui');

/** Compares with the golden frame of this name; with UPDATE_GOLDEN=1 writes it instead. */
export function expectGolden(name: string, frame: string): void {
  const path = join(FOLDER, `${name}.txt`);
  const text = `${frame.replace(/[ \n]+$/, '')}\n`;
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return;
  }
  expect(existsSync(path), `${path} is missing: run with UPDATE_GOLDEN=1`).toBe(true);
  expect(text).toBe(readFileSync(path, 'utf8'));
}
