import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { locateConfig } from '../config/locate.ts';
import { locateFlags } from '../flags/locate.ts';

/** Where the config folder is: `--config DIR`, `$XDG_CONFIG_HOME/cutover`, `~/.config/cutover`. */
export function findConfig(flag: string | undefined, env: Record<string, string | undefined>): string {
  return locateConfig({ ...(flag !== undefined && { flag }), env, home: homedir(), cwd: process.cwd() });
}

/** Where the flags file is: `--flags FILE`, the environment, the nearest `.tmux_orchestrator/` upwards. */
export function findFlags(flag: string | undefined, env: Record<string, string | undefined>): string {
  return locateFlags({ ...(flag !== undefined && { flag }), env, cwd: process.cwd(), exists: existsSync });
}
