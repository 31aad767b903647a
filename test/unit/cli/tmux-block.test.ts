import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withBlock, withoutBlock } from '../../../src/cli/tmux-config/block.ts';

const LINES = ['bind-key g display-popup', '# über'];
const MORE = ['bind-key x kill-pane'];

/** Texts as configs are: any bytes, line ends of both kinds, with or without a last one. */
const configs = fc
  .array(
    fc.oneof(fc.constantFrom('\n', '\r\n', 'set -g status on', '#', '\\', '{', '\xe9', ' '), fc.string()),
  )
  .map((parts) => Buffer.from(parts.join(''), 'utf8').toString('latin1'));

describe('the block in a tmux config', () => {
  it('goes without a trace', () => {
    fc.assert(
      fc.property(fc.option(configs), (text) => {
        const installed = withBlock(text, LINES, 'f');
        expect(installed.startsWith(text ?? '')).toBe(true);
        expect(withoutBlock(installed, 'f')).toBe(text);
      }),
    );
  });

  it('installed twice is installed once, and another one takes its place', () => {
    fc.assert(
      fc.property(fc.option(configs), (text) => {
        const installed = withBlock(text, LINES, 'f');
        expect(withBlock(installed, LINES, 'f')).toBe(installed);
        const changed = withBlock(installed, MORE, 'f');
        expect(withBlock(changed, LINES, 'f')).toBe(installed);
        expect(withoutBlock(changed, 'f')).toBe(text);
      }),
    );
  });

  it('keeps what the user has written around it since', () => {
    const installed = withBlock('set -g mouse on', LINES, 'f');
    expect(withoutBlock(`${installed}set -g status off\n`, 'f')).toBe('set -g mouse on\nset -g status off\n');
    expect(withoutBlock(`# mine\n${withBlock(null, LINES, 'f')}`, 'f')).toBe('# mine\n');
  });

  it('is found when an editor has changed the line ends', () => {
    const installed = withBlock('set -g mouse on\r\n', LINES, 'f').replace(/\r?\n/g, '\r\n');
    expect(withoutBlock(installed, 'f')).toBe('set -g mouse on\r\n');
  });

  it('leaves a file without a block alone', () => {
    expect(withoutBlock('set -g mouse on', 'f')).toBe('set -g mouse on');
    expect(withoutBlock('', 'f')).toBe('');
  });

  it.each([
    ['a first marker alone', '# >>> cutover >>>\nbind-key g x\n'],
    ['a last marker alone', 'bind-key g x\n# <<< cutover <<<\n'],
    ['two first markers', '# >>> cutover >>>\n# >>> cutover >>>\nx\n# <<< cutover <<<\n'],
    ['two blocks', '# >>> cutover >>>\n# <<< cutover <<<\n# >>> cutover >>>\n# <<< cutover <<<\n'],
  ])('refuses %s', (_, text) => {
    expect(() => withBlock(text, LINES, '/home/ana/.tmux.conf')).toThrow(/\/home\/ana\/\.tmux\.conf/);
    expect(() => withoutBlock(text, '/home/ana/.tmux.conf')).toThrow(/belong together/);
  });
});
