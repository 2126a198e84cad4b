import type { AnyEvent } from '@caseloop/contracts';
import type { AnyDraft, Transaction } from '@caseloop/messaging';
import type { Pack } from '@caseloop/policy';
import { derivedId } from '@caseloop/service';
import { parseDuration } from '@caseloop/service-time';
import type { CasesRepository } from './cases.repository.js';
import { cut } from './domain/cut.js';
import type { Outfit } from './domain/carriers.js';
import { CUSTOMER, type Intent } from './domain/plan.js';
import { heldUntil } from './domain/quiet.js';
import type { CaseSnapshot } from './domain/snapshot.js';
import { type Occasion, variablesFor } from './domain/variables.js';
import { REASON_LENGTH_MAX } from './limits.js';
import type { HeldMessagesRepository } from './held-messages.repository.js';
import type { MessageListsRepository } from './message-lists.repository.js';
import type { PlannedMessage } from './message-rows.js';
import type { MessagesRepository } from './messages.repository.js';
import type { RemindersRepository } from './reminders.repository.js';
import type { Renderer } from './render.js';
import { hashOf, newToken } from './survey-links.js';
import type { Survey, SurveyLink, SurveysRepository } from './surveys.repository.js';

export interface Stores {
  readonly cases: CasesRepository;
  readonly messages: MessagesRepository;
  readonly lists: MessageListsRepository;
  readonly held: HeldMessagesRepository;
  readonly surveys: SurveysRepository;
  readonly reminders: RemindersRepository;
}

export interface PlanParts {
  readonly stores: Stores;
  readonly renderer: Renderer;
  /** What this installation can send with. */
  readonly outfit: Outfit;
  /** What stands before `/v1/surveys/...` in a link. */
  readonly publicUrl: string;
  readonly now: () => number;
}

/** Messages that follow from one event, or from time having passed. */
export interface Plan {
  readonly intents: readonly Intent[];
  readonly snapshot: CaseSnapshot;
  readonly pack: Pack;
  readonly event: AnyEvent | null;
  readonly causeId: string;
}

type Draft = Omit<AnyDraft, 'type' | 'data' | 'time'>;

/**
 * Makes the texts and stores the intents, with the surveys and links in them. Committed before anybody is called:
 * after a crash it is known what was to be said. The same plan twice is one message.
 */
export async function planMessages(tx: Transaction, parts: PlanParts, plans: readonly Plan[]): Promise<void> {
  const wanted = plans.filter(({ intents }) => intents.length > 0);
  if (wanted.length === 0) return;
  const { stores } = parts;
  const now = parts.now();
  const book = new SurveyBook(await surveysFor(tx, stores, wanted), parts.publicUrl);
  const messages = wanted.flatMap((plan) => messagesOf(plan, book, parts));
  const added = await stores.messages.add(tx, messages, now);
  await stores.surveys.add(tx, book.opened, book.links);
  for (const message of messages) if (added.has(message.id)) tx.publish(...plannedDrafts(message, now));
}

/** Only what asks for an answer needs to know what was asked before. */
async function surveysFor(tx: Transaction, stores: Stores, plans: readonly Plan[]): Promise<Survey[]> {
  const asking = plans.filter(({ intents }) => intents.some(({ template }) => asks(template)));
  if (asking.length === 0) return [];
  return stores.surveys.ofCases(
    tx,
    asking.map(({ snapshot }) => snapshot.caseId),
  );
}

function asks(template: Intent['template']): boolean {
  return template === 'satisfactionSurvey' || template === 'closingReminder';
}

function messagesOf(plan: Plan, book: SurveyBook, parts: PlanParts): PlannedMessage[] {
  const asked = book.isAsked(plan.snapshot);
  return plan.intents
    .filter(({ template }) => template !== 'satisfactionSurvey' || !asked)
    .map((intent) => messageOf(plan, intent, book, parts));
}

function messageOf(plan: Plan, intent: Intent, book: SurveyBook, parts: PlanParts): PlannedMessage {
  const { snapshot, pack, event, causeId } = plan;
  const { to, template, language, carrier, wanted } = intent;
  const id = derivedId('message', causeId, to, carrier, template);
  const survey = asks(template) ? book.ask(plan, intent, id) : null;
  return {
    id,
    caseId: snapshot.caseId,
    causeId,
    to,
    channel: carrier,
    wantedChannel: wanted,
    template,
    language,
    ...rendered({ template, language, snapshot, pack, event, survey }, parts.renderer),
    unit: snapshot.unit,
    correlationId: event?.correlationid ?? snapshot.correlationId,
    traceparent: event?.traceparent ?? null,
    recipientKey: to === CUSTOMER ? (snapshot.customerId ?? snapshot.caseId) : to,
    notBefore: to === CUSTOMER ? heldUntil(pack, { carrier, urgency: snapshot.urgency }, parts.now()) : null,
    note: intent.note,
    fallbackOf: null,
  };
}

/** A text that cannot be made is a message that failed, visibly, and no reason to stop the case's other messages. */
function rendered(occasion: Occasion, renderer: Renderer) {
  try {
    const { template, language, pack } = occasion;
    return { ...renderer.render(pack, template, language, variablesFor(occasion)), failure: null };
  } catch (error) {
    const failure = cut(`the text could not be made: ${(error as Error).message}`, REASON_LENGTH_MAX);
    return { subject: null, text: '', failure };
  }
}

/** The surveys of the cases of one transaction: those there are, and those it opens. */
class SurveyBook {
  readonly opened: Survey[] = [];
  readonly links: SurveyLink[] = [];

  constructor(
    private readonly known: readonly Survey[],
    private readonly publicUrl: string,
  ) {}

  isAsked(snapshot: CaseSnapshot): boolean {
    return this.of(snapshot) !== undefined;
  }

  /** The survey as a message tells of it; a survey is opened by its own message only, a reminder repeats it. */
  ask({ snapshot, pack }: Plan, { template }: Intent, messageId: string): Occasion['survey'] {
    const survey =
      this.of(snapshot) ?? (template === 'satisfactionSurvey' ? this.open(snapshot, pack, messageId) : null);
    if (survey === null || survey.answeredAt !== null) return null;
    const token = newToken();
    this.links.push({ surveyId: survey.id, tokenHash: hashOf(token) });
    return { url: `${this.publicUrl}/v1/surveys/${token}`, expiresAt: survey.expiresAt };
  }

  private of({ caseId, cycle }: CaseSnapshot): Survey | undefined {
    return [...this.known, ...this.opened].find(
      (survey) => survey.caseId === caseId && survey.cycle === cycle,
    );
  }

  private open(snapshot: CaseSnapshot, pack: Pack, messageId: string): Survey {
    const { caseId, cycle, openedAt, resolvedAt } = snapshot;
    const survey = {
      id: derivedId('survey', caseId, cycle),
      caseId,
      cycle,
      messageId,
      expiresAt: (resolvedAt ?? openedAt) + parseDuration(pack.satisfaction.surveyExpiresAfter),
      sentAt: null,
      answeredAt: null,
    };
    this.opened.push(survey);
    return survey;
  }
}

/** What is said of messages that are planned. */
export function plannedDrafts(message: PlannedMessage, now: number): AnyDraft[] {
  const data = eventData(message);
  const draft = { ...draftOf(message), time: now };
  const planned = { ...draft, type: 'notification.planned.v1', data } as const;
  if (message.failure === null) return [planned];
  const failed = { ...data, reason: message.failure, final: true };
  return [planned, { ...draft, type: 'notification.failed.v1', data: failed }];
}

/** What every event about a message says of it: no text, no address. */
export function eventData(message: PlannedMessage) {
  const { id, caseId, to, channel, template, language, causeId } = message;
  return { messageId: id, caseId, to, channel, template, language, causeId };
}

/** Whose event it is, and what led to it. */
export function draftOf(message: PlannedMessage): Draft {
  const { id, caseId, causeId, unit, correlationId, traceparent } = message;
  return {
    subject: caseId ?? id,
    causationId: causeId,
    ...(unit === null ? {} : { unit }),
    ...(correlationId === null ? {} : { correlationId }),
    ...(traceparent === null ? {} : { traceparent }),
  };
}
