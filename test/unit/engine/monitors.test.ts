import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../../src/config/settings.ts';
import { externalOf, nameOfPair, openMonitors, tellExternal } from '../../../src/engine/monitors.ts';
import { createTmux } from '../../../src/tmux/reader.ts';
import { ReadingTurns } from '../../../src/tmux/turns.ts';

function monitorsBy(monitors: object) {
  const read = parseSettings(JSON.stringify({ monitors }), 'config.json');
  if (!read.ok) throw new Error('refused');
  const server = { socketName: 'none' };
  const turns = new ReadingTurns();
  return openMonitors({ server, tmux: createTmux(server, { turns }), turns, settings: read.value, env: {} });
}

describe('the monitors of the settings', () => {
  it('are the built-in ones unless a command is named', () => {
    expect(externalOf(monitorsBy({}))).toEqual([]);
    expect(externalOf(monitorsBy({ legacy: { command: ['/opt/site'] } }))).toEqual(['legacy']);
    expect(externalOf(monitorsBy({ modular: { command: ['/opt/site'] } }))).toEqual(['modular']);
  });

  it('are another pair with another command in either place', () => {
    const name = (monitors: object) => nameOfPair(monitorsBy(monitors), 'built-in');
    const names = [
      name({}),
      name({ legacy: { command: ['/opt/site'] } }),
      name({ legacy: { command: ['/opt/site', '--v2'] } }),
      name({ modular: { command: ['/opt/site'] } }),
      name({ modular: { command: ['/opt/site'], cwd: '/opt' } }),
      name({ legacy: { command: ['/opt/site'] }, modular: { command: ['/opt/site'] } }),
    ];
    expect(names[0]).toBe('built-in');
    expect(new Set(names).size).toBe(names.length);
    expect(name({ modular: { command: ['/opt/site'], timeout: '5s' } })).toBe(names[3]);
  });

  it('are told by the name of the program alone: arguments may hold secrets', () => {
    const said: string[] = [];
    const monitors = monitorsBy({ legacy: { command: ['/opt/site/watch', '--token', 'secret'] } });
    tellExternal({ tell: (_level, _glyph, text) => said.push(text) }, monitors);
    expect(said).toEqual(['legacy is the command watch here']);
    expect(nameOfPair(monitors, 'built-in')).not.toContain('secret');
  });
});
