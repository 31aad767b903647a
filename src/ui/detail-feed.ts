import type { AgentId } from '../core/agent.ts';
import type { EngineClient } from '../core/client.ts';
import { messageOf } from '../core/errors.ts';
import type { UiStore } from './store.ts';

/**
 * Keeps the detail of the agent that is open fresh. One request at a time: while an answer is outstanding, further
 * asking is remembered as one more request.
 */
export class DetailFeed {
  readonly #client: EngineClient;
  readonly #store: UiStore;
  #asking = false;
  #again = false;

  constructor(client: EngineClient, store: UiStore) {
    this.#client = client;
    this.#store = store;
  }

  ask(): void {
    const open = this.#store.getState().agent;
    if (open === null) return;
    if (this.#asking) {
      this.#again = true;
      return;
    }
    this.#asking = true;
    void this.#receive(open.id);
  }

  async #receive(id: AgentId): Promise<void> {
    try {
      const detail = await this.#client.agentDetail(id);
      this.#patch(id, { detail, problem: null });
    } catch (thrown) {
      this.#patch(id, { problem: messageOf(thrown) });
    }
    this.#asking = false;
    if (!this.#again) return;
    this.#again = false;
    this.ask();
  }

  /** An answer for an agent that is not open any more is dropped. */
  #patch(id: AgentId, patch: Partial<NonNullable<ReturnType<UiStore['getState']>['agent']>>): void {
    const { agent } = this.#store.getState();
    if (agent?.id === id) this.#store.setState({ agent: { ...agent, ...patch } });
  }
}
