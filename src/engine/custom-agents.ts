import { homedir } from 'node:os';
import { locateConfig } from '../config/locate.ts';

export { type AgentFile, checkAgentFile, loadRules, type Rules } from '../config/agent-files.ts';

/** Where the config folder is: `--config DIR`, `$XDG_CONFIG_HOME/cutover`, `~/.config/cutover`. */
export function findConfig(flag: string | undefined, env: Record<string, string | undefined>): string {
  return locateConfig({ ...(flag !== undefined && { flag }), env, home: homedir(), cwd: process.cwd() });
}
