import type { Actor } from '@caseloop/contracts';
import type { Messaging, Transaction } from '@caseloop/messaging';
import { newId } from '@caseloop/service';
import { CaseChanges, type Cause, type CaseworkParts, UnknownCase } from './case-changes.js';
import type { CaseState } from './domain/case.js';
import type { Command, CommandName } from './domain/commands.js';
import type { Context } from './domain/context.js';
import { complete, decide } from './domain/decide.js';
import type { CaseEvent } from './domain/events.js';
import { linkBack } from './domain/linking.js';
import { Refusal } from './domain/refusal.js';

/** A command changed nothing, and why. */
export class CommandRefused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

/** Commands that are about one of the case's clocks. */
const ABOUT_CLOCKS: readonly CommandName[] = ['explainBreach', 'requestExtension', 'decideExtension'];

/** Carries out commands: locks the case, decides, stores, in one transaction. */
export class CaseCommands {
  constructor(
    private readonly messaging: Messaging,
    private readonly parts: CaseworkParts,
  ) {}

  /** The case after the command. @throws UnknownCase, CommandRefused */
  run(idOrNumber: string, command: Command, by: Actor, cause: Cause): Promise<CaseState> {
    return this.messaging.transaction(async (tx) => {
      const changes = new CaseChanges(tx, this.parts);
      const state = await this.load(tx, changes, idOrNumber, command);
      const other = command.name === 'link' ? changes.find(command.fields.caseId.toLowerCase()) : null;
      const clocks = ABOUT_CLOCKS.includes(command.name) ? await this.parts.clocks.of(tx, state.id) : {};
      const pack = await changes.packOf(state);
      const now = this.parts.now();
      const world = { pack, now, by, newId, clocks, other };
      const decision = decide(state, command, world);
      if (decision instanceof Refusal) throw new CommandRefused(decision);
      const after = changes.record(state.id, decision, cause);
      if (other !== null) {
        const context = { ...world, at: command.at ?? now };
        await this.tellOther(changes, { said: decision, from: after, other, context }, cause);
      }
      await changes.store();
      return after;
    });
  }

  /** Locks what the command is about; two cases in the order of their ids, as everybody does. */
  private async load(
    tx: Transaction,
    changes: CaseChanges,
    idOrNumber: string,
    command: Command,
  ): Promise<CaseState> {
    if (command.name !== 'link') {
      const state = await this.parts.cases.lockOne(tx, idOrNumber);
      if (state === null) throw new UnknownCase(idOrNumber);
      changes.add(state);
      return state;
    }
    const id = await this.parts.cases.idOf(tx, idOrNumber);
    if (id === null) throw new UnknownCase(idOrNumber);
    await changes.load([id, command.fields.caseId]);
    return changes.state(id);
  }

  private async tellOther(
    changes: CaseChanges,
    link: { said: readonly CaseEvent[]; from: CaseState; other: CaseState; context: Context },
    cause: Cause,
  ): Promise<void> {
    const { said, from, other } = link;
    const context = { ...link.context, pack: await changes.packOf(other) };
    changes.record(other.id, complete(linkBack(said, from, other, context), context), cause);
  }
}
