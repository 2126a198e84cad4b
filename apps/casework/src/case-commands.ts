import type { Actor } from '@caseloop/contracts';
import type { Messaging } from '@caseloop/messaging';
import { newId } from '@caseloop/service';
import { CaseChanges, type Cause, type CaseworkParts, UnknownCase } from './case-changes.js';
import type { CaseState } from './domain/case.js';
import type { Command } from './domain/commands.js';
import { decide } from './domain/decide.js';
import { Refusal } from './domain/refusal.js';

/** A command changed nothing, and why. */
export class CommandRefused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

/** Carries out commands: locks the case, decides, stores, in one transaction. */
export class CaseCommands {
  constructor(
    private readonly messaging: Messaging,
    private readonly parts: CaseworkParts,
  ) {}

  /** The case after the command. @throws UnknownCase, CommandRefused */
  run(idOrNumber: string, command: Command, by: Actor, cause: Cause): Promise<CaseState> {
    return this.messaging.transaction(async (tx) => {
      const state = await this.parts.cases.lockOne(tx, idOrNumber);
      if (state === null) throw new UnknownCase(idOrNumber);
      const changes = new CaseChanges(tx, this.parts);
      changes.add(state);
      const now = this.parts.now();
      const pack = await changes.packOf(state);
      const breached =
        command.name === 'explainBreach' ? await this.parts.cases.breachesOf(tx, state.id) : {};
      const decision = decide(state, command, { pack, now, by, newId, breached });
      if (decision instanceof Refusal) throw new CommandRefused(decision);
      const after = changes.record(state.id, decision, cause);
      await changes.store();
      return after;
    });
  }
}
