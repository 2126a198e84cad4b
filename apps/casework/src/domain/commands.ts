import type { AttachmentKind, Channel, ContactPurpose } from '@caseloop/contracts';

/** What each command says. Instants are RFC 3339 texts, as they came. */
export interface CommandFields {
  take: object;
  decline: { readonly reason: string };
  contact: {
    readonly direction: 'in' | 'out';
    readonly channel: Channel;
    readonly purpose: ContactPurpose;
    readonly text: string;
    readonly progress?: string;
    readonly nextStep?: string;
    readonly eta?: string;
    readonly attachment?: string;
  };
  note: { readonly text: string };
  proposePlan: {
    readonly cause: string;
    readonly method: string;
    readonly date: string;
    readonly eta: string;
    readonly progressChannel: Channel;
    readonly steps?: readonly string[];
  };
  acceptPlan: { readonly evidence?: string };
  promise: { readonly what: string; readonly dueAt: string; readonly channel?: Channel };
  settlePromise: {
    readonly promiseId: string;
    readonly outcome: 'kept' | 'renegotiated';
    readonly dueAt?: string;
  };
  wait: { readonly for: 'customer' | 'thirdParty'; readonly reason: string; readonly resumeAt?: string };
  resume: object;
  askCustomer: { readonly steps: readonly string[]; readonly dueAt: string };
  transfer: { readonly team: string; readonly holder?: string; readonly reason: string };
  addAssistant: { readonly agent: string };
  formTaskForce: { readonly members: readonly string[]; readonly lead: string };
  addTask: {
    readonly department: string;
    readonly title: string;
    readonly owner?: string;
    readonly dueAt: string;
  };
  completeTask: { readonly taskId: string; readonly result: string };
  requestExtension: {
    readonly clockId: string;
    /** A time, or the close of the n-th business day after the opening. */
    readonly to: string | { readonly businessDays: number };
    readonly reason: string;
    readonly consent: { readonly attachment: string };
  };
  decideExtension: { readonly extensionId: string; readonly grant: boolean; readonly reason: string };
  escalate: { readonly to: string; readonly reason: string; readonly summary: string };
  acknowledgeEscalation: { readonly escalationId?: string };
  explainBreach: { readonly clockId: string; readonly reason: string; readonly catchUpPlan: string };
  reclassify: { readonly type?: string; readonly urgency?: string; readonly reason: string };
  attach: {
    readonly kind: AttachmentKind;
    readonly uri: string;
    readonly name?: string;
    readonly sha256?: string;
  };
  /** What this case is to the one named. */
  link: { readonly caseId: string; readonly as: 'duplicateOf' | 'relatedTo' | 'followOn' };
  addNeed: { readonly type: string; readonly verbatim: string };
  verifyIdentity: { readonly method: string; readonly passed: boolean; readonly evidence: string };
  resolve: {
    readonly solution: string;
    readonly outcomePolicy?: { readonly policyBasis?: string; readonly alternativeOffered?: string };
  };
  declareUnresolvable: { readonly reason: string };
  rate: {
    readonly score?: number;
    readonly band?: string;
    readonly reason?: string;
    readonly basis?: string;
    readonly evidence?: string;
  };
  confirm: object;
  reopen: { readonly reason: string };
  close: object;
}

export type CommandName = keyof CommandFields;

/** `expectedVersion` and `at` stand beside the fields of every command; `at` in epoch milliseconds. */
export type CommandOf<N extends CommandName> = {
  readonly name: N;
  readonly fields: CommandFields[N];
  readonly expectedVersion?: number;
  readonly at?: number;
};
export type Command = { [N in CommandName]: CommandOf<N> }[CommandName];

/** What adds to a case without building on what its author saw: said without `expectedVersion`, never stale. */
export const UNVERSIONED_COMMANDS = [
  'contact',
  'note',
  'attach',
  'addTask',
  'acknowledgeEscalation',
  'explainBreach',
] as const satisfies readonly CommandName[];

export function needsVersion(name: CommandName): boolean {
  return !(UNVERSIONED_COMMANDS as readonly CommandName[]).includes(name);
}
