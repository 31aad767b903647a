import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const sources = globSync('src/**/*.{ts,tsx}').map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const having = (pattern: RegExp): string[] =>
  sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path.replaceAll('\\', '/'));

/** What docs/security.md says of the source as a whole. */
describe('the source', () => {
  it('is there', () => {
    expect(sources.length).toBeGreaterThan(300);
  });

  it('talks to no network: sockets are the server’s own, and have a path', () => {
    expect(
      having(/['"](?:node:)?(?:https?|http2|tls|dgram|dns|inspector)['"]|\bfetch\(|WebSocket|XMLHttp/),
    ).toEqual([]);
    expect(having(/from ['"]node:net['"]/).every((path) => path.startsWith('src/server/'))).toBe(true);
  });

  it('gives nothing to a shell, and makes no code of text', () => {
    expect(
      having(
        /shell:\s*true|\bexecSync\(|(?<![.\w])exec\(|import \{[^}]*\bexec\b[^}]*\} from 'node:child_process'/,
      ),
    ).toEqual([]);
    expect(having(/\beval\(|new Function\(|node:vm/)).toEqual([]);
    // The operator's own line that starts a PM, in the operator's shell; names reach it by its environment alone.
    expect(having(/'-c',\s*start/)).toEqual(['src/actions/start.ts']);
  });
});
