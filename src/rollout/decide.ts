import type { RolloutEvent, RolloutState } from '../core/rollout.ts';
import * as acts from './acts.ts';
import type { RolloutConfig } from './config.ts';
import { beginDrill, served } from './drill.ts';
import { fileSays } from './file.ts';
import { restart } from './restart.ts';
import type { Decision } from './state.ts';
import { tick } from './tick.ts';
import { writeFailed, written } from './writes.ts';

/**
 * The rollout: what an event comes to. Pure and total: the same arguments give the same answer, it never throws, and what
 * it is given it does not change. The engine does the effects in their order and feeds back what came of them.
 */
export function decide(state: RolloutState, event: RolloutEvent, config: RolloutConfig): Decision {
  switch (event.type) {
    case 'tick':
      return tick(state, event.at, event.input, config);
    case 'flags':
      return fileSays(state, event);
    case 'kill':
      return acts.kill(state, event);
    case 'pause':
      return acts.pause(state, event, config);
    case 'resume':
      return acts.resume(state, event);
    case 'approve':
      return acts.approve(state, event, config);
    case 'freeze':
      return acts.freeze(state, event);
    case 'unfreeze':
      return acts.unfreeze(state, event, config);
    case 'retry':
      return acts.retry(state, event);
    case 'drill':
      return beginDrill(state, event);
    case 'served':
      return served(state, event);
    case 'written':
      return written(state, event, config);
    case 'write_failed':
      return writeFailed(state, event);
    case 'restart':
      return restart(state, event.at);
  }
}
