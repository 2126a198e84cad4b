import { ATTACHMENT_KINDS, CHANNELS, CONTACT_PURPOSES } from '@caseloop/contracts';
import type { AttachmentKind, Channel, ContactPurpose } from '@caseloop/contracts';
import { FlagField, MatchField, ObjectField, OneOfField, TextField, required } from '@caseloop/service';
import {
  AgentsField,
  ExtensionTargetField,
  IdField,
  InstantField,
  NumberField,
  StepsField,
  VersionField,
} from './accepted-values.js';
import type { CommandFields, CommandName } from './domain/commands.js';
import { TEXT_CHARS_MAX, URI_CHARS_MAX, WORD_CHARS_MAX } from './limits.js';

const Text = TextField(TEXT_CHARS_MAX);
const RequiredText = TextField(TEXT_CHARS_MAX, required);
const Word = TextField(WORD_CHARS_MAX);
const RequiredWord = TextField(WORD_CHARS_MAX, required);

/** What stands beside the fields of every command. Which of them need the version is the domain's rule. */
class Said {
  @VersionField() expectedVersion?: number;
  @InstantField() at?: string;
}
class ReasonDto extends Said {
  @RequiredText reason!: string;
}

class ContactDto extends Said {
  @OneOfField(['in', 'out'], required) direction!: 'in' | 'out';
  @OneOfField(CHANNELS, required) channel!: Channel;
  @OneOfField(CONTACT_PURPOSES, required) purpose!: ContactPurpose;
  @RequiredText text!: string;
  @Text progress?: string;
  @Text nextStep?: string;
  @InstantField() eta?: string;
  @TextField(URI_CHARS_MAX) attachment?: string;
}
class NoteDto extends Said {
  @RequiredText text!: string;
}
class ProposePlanDto extends Said {
  @RequiredText cause!: string;
  @RequiredText method!: string;
  @InstantField(required) date!: string;
  @InstantField(required) eta!: string;
  @OneOfField(CHANNELS, required) progressChannel!: Channel;
  @StepsField() steps?: string[];
}
class AcceptPlanDto extends Said {
  @Text evidence?: string;
}
class PromiseDto extends Said {
  @RequiredText what!: string;
  @InstantField(required) dueAt!: string;
  @OneOfField(CHANNELS) channel?: Channel;
}
class SettlePromiseDto extends Said {
  @IdField(required) promiseId!: string;
  @OneOfField(['kept', 'renegotiated'], required) outcome!: 'kept' | 'renegotiated';
  @InstantField() dueAt?: string;
}
class WaitDto extends Said {
  @OneOfField(['customer', 'thirdParty'], required) for!: 'customer' | 'thirdParty';
  @RequiredText reason!: string;
  @InstantField() resumeAt?: string;
}
class TransferDto extends ReasonDto {
  @RequiredWord team!: string;
  @Word holder?: string;
}
class AskCustomerDto extends Said {
  @StepsField(1, required) steps!: string[];
  @InstantField(required) dueAt!: string;
}
class AddAssistantDto extends Said {
  @RequiredWord agent!: string;
}
class FormTaskForceDto extends Said {
  @AgentsField(required) members!: string[];
  @RequiredWord lead!: string;
}
class AddTaskDto extends Said {
  @RequiredWord department!: string;
  @RequiredText title!: string;
  @Word owner?: string;
  @InstantField(required) dueAt!: string;
}
class CompleteTaskDto extends Said {
  @IdField(required) taskId!: string;
  @RequiredText result!: string;
}
class ConsentDto {
  @TextField(URI_CHARS_MAX, required) attachment!: string;
}
class RequestExtensionDto extends ReasonDto {
  @IdField(required) clockId!: string;
  @ExtensionTargetField(required) to!: string | { businessDays: number };
  @ObjectField(() => ConsentDto, required) consent!: ConsentDto;
}
class DecideExtensionDto extends ReasonDto {
  @IdField(required) extensionId!: string;
  @FlagField(required) grant!: boolean;
}
class EscalateDto extends ReasonDto {
  @RequiredWord to!: string;
  @RequiredText summary!: string;
}
class AcknowledgeEscalationDto extends Said {
  @IdField() escalationId?: string;
}
class ExplainBreachDto extends ReasonDto {
  @IdField(required) clockId!: string;
  @RequiredText catchUpPlan!: string;
}
class ReclassifyDto extends ReasonDto {
  @Word type?: string;
  @Word urgency?: string;
}
class AttachDto extends Said {
  @OneOfField(ATTACHMENT_KINDS, required) kind!: AttachmentKind;
  @TextField(URI_CHARS_MAX, required) uri!: string;
  @Word name?: string;
  @MatchField(/^[0-9a-f]{64}$/, 'a SHA-256 in 64 lower-case hexadecimal digits') sha256?: string;
}
class LinkDto extends Said {
  @IdField(required) caseId!: string;
  @OneOfField(['duplicateOf', 'relatedTo', 'followOn'], required)
  as!: 'duplicateOf' | 'relatedTo' | 'followOn';
}
class AddNeedDto extends Said {
  @RequiredWord type!: string;
  @RequiredText verbatim!: string;
}
class VerifyIdentityDto extends Said {
  @RequiredWord method!: string;
  @FlagField(required) passed!: boolean;
  @RequiredText evidence!: string;
}
class OutcomePolicyDto {
  @Text policyBasis?: string;
  @Text alternativeOffered?: string;
}
class ResolveDto extends Said {
  @RequiredText solution!: string;
  @ObjectField(() => OutcomePolicyDto) outcomePolicy?: OutcomePolicyDto;
}
class RateDto extends Said {
  @NumberField() score?: number;
  @Word band?: string;
  @Text reason?: string;
  @Text basis?: string;
  @Text evidence?: string;
}

/** The body of every command as it comes over HTTP; what it holds beside `Said` are the command's fields. */
export const COMMAND_BODIES: { readonly [N in CommandName]: new () => CommandFields[N] & Said } = {
  take: Said,
  decline: ReasonDto,
  contact: ContactDto,
  note: NoteDto,
  proposePlan: ProposePlanDto,
  acceptPlan: AcceptPlanDto,
  promise: PromiseDto,
  settlePromise: SettlePromiseDto,
  wait: WaitDto,
  resume: Said,
  askCustomer: AskCustomerDto,
  transfer: TransferDto,
  addAssistant: AddAssistantDto,
  formTaskForce: FormTaskForceDto,
  addTask: AddTaskDto,
  completeTask: CompleteTaskDto,
  requestExtension: RequestExtensionDto,
  decideExtension: DecideExtensionDto,
  escalate: EscalateDto,
  acknowledgeEscalation: AcknowledgeEscalationDto,
  explainBreach: ExplainBreachDto,
  reclassify: ReclassifyDto,
  attach: AttachDto,
  link: LinkDto,
  addNeed: AddNeedDto,
  verifyIdentity: VerifyIdentityDto,
  resolve: ResolveDto,
  declareUnresolvable: ReasonDto,
  rate: RateDto,
  confirm: Said,
  reopen: ReasonDto,
  close: Said,
};
