import { ATTACHMENT_KINDS, CHANNELS, EMOTIONS, REQUEST_SOURCES } from '@caseloop/contracts';
import type { Attachment, AttachmentKind, Channel, Emotion, Facts, RequestSource } from '@caseloop/contracts';
import {
  FlagField,
  MatchField,
  ObjectField,
  ObjectListField,
  OneOfField,
  TextField,
  required,
} from '@caseloop/service';
import { FactsField, InstantField, WordListField } from './accepted-values.js';
import type { ServiceRequest, StatedCustomer } from './domain/service-request.js';
import { ATTACHMENTS_MAX, EMOTIONS_MAX, TEXT_CHARS_MAX, URI_CHARS_MAX, WORD_CHARS_MAX } from './limits.js';

const Word = TextField(WORD_CHARS_MAX);
const RequiredWord = TextField(WORD_CHARS_MAX, required);
const Text = TextField(TEXT_CHARS_MAX);

export class CustomerDto implements StatedCustomer {
  @Word externalId?: string;
  @RequiredWord name!: string;
  @Word company?: string;
  @Word contactPerson?: string;
  @Word contactTitle?: string;
  @Word phone?: string;
  @Word email?: string;
  @Word memberId?: string;
  @Word accountId?: string;
  @Word nickname?: string;
  @Word customerClass?: string;
  @Word memberTier?: string;
  @Word industry?: string;
  @Word region?: string;
  @Word language?: string;
  @OneOfField(CHANNELS) preferredChannel?: Channel;
}

export class ProductDto {
  @Word name?: string;
  @Word module?: string;
  @Word serial?: string;
}

export class BackgroundDto {
  @Word purchasedOn?: string;
  @Word usageFrequency?: string;
  @Text stepsBefore?: string;
}

export class AttachmentDto implements Attachment {
  @OneOfField(ATTACHMENT_KINDS, required) kind!: AttachmentKind;
  @TextField(URI_CHARS_MAX, required) uri!: string;
  @Word name?: string;
  @MatchField(/^[0-9a-f]{64}$/, 'a SHA-256 in 64 lower-case hexadecimal digits') sha256?: string;
}

export class DeviceDto {
  @RequiredWord deviceId!: string;
  @RequiredWord alarmCode!: string;
}

/** The body of a request, field by field. What the pack requires beyond it is judged by the pack. */
export class ServiceRequestDto implements ServiceRequest {
  @Word externalRef?: string;
  @Word unit?: string;
  @Word pack?: string;
  @OneOfField(REQUEST_SOURCES, required) source!: RequestSource;
  @OneOfField(CHANNELS, required) channel!: Channel;
  @InstantField(required) occurredAt!: string;
  @InstantField() connectedAt?: string;
  @InstantField() serviceEndedAt?: string;
  @ObjectField(() => CustomerDto, required) customer!: CustomerDto;
  @Word type?: string;
  @Word scene?: string;
  @Word urgency?: string;
  @ObjectField(() => ProductDto) product?: ProductDto;
  @Word orderNo?: string;
  @Word linkedServiceNo?: string;
  @Text summary?: string;
  @TextField(TEXT_CHARS_MAX, required) verbatim!: string;
  @Text expectedOutcome?: string;
  @InstantField() expectedBy?: string;
  @ObjectField(() => BackgroundDto) background?: BackgroundDto;
  @WordListField(EMOTIONS, EMOTIONS_MAX) emotion?: Emotion[];
  @FactsField() facts?: Facts;
  @ObjectListField(() => AttachmentDto, ATTACHMENTS_MAX) attachments?: AttachmentDto[];
  @ObjectField(() => DeviceDto) device?: DeviceDto;
  @FlagField() readBackConfirmed?: boolean;
  @Word agentNo?: string;
}
