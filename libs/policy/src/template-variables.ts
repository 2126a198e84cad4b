import type { TemplateName } from '@caseloop/contracts';

/**
 * What a template may write, with what stands there. Times are written out in the recipient's language and the pack's
 * zone; `...Label` values are the pack's own words in that language. The notifications service provides exactly these,
 * the reader of packs accepts exactly these.
 */
const EVERYWHERE: Readonly<Record<string, string>> = {
  'case.number': 'the case number',
  'case.typeLabel': 'the type of the case',
  'case.urgencyLabel': 'its urgency',
  'case.statusLabel': 'its state',
  'case.cycle': 'which handling this is: 1, 2 ...',
  'case.openedAt': 'when it was registered',
  'case.summary': 'the summary, else the beginning of what the customer said',
  'customer.name': "the customer's name",
  'team.label': 'the team that has the case',
  'holder.name': 'the person who works the case; empty while nobody does',
  'pack.title': 'the title of the service standard',
};

const CLOCK: Readonly<Record<string, string>> = {
  'clock.label': 'what was promised',
  'clock.dueAt': 'when it is or was due',
};

const ONLY_IN: Readonly<Partial<Record<TemplateName, Readonly<Record<string, string>>>>> = {
  acceptanceNotice: { eta: 'when the customer hears from us at the latest' },
  planNotice: {
    'plan.cause': 'what was found',
    'plan.method': 'what will be done',
    'plan.date': 'when it will be done',
    'plan.eta': 'when it will be solved',
    'plan.steps': 'the steps, a list; empty when none were given',
    'plan.progressChannelLabel': 'where the customer hears of progress',
  },
  progressUpdate: {
    'update.progress': 'where things stand',
    'update.nextStep': 'what comes next',
    'update.eta': 'when it will be solved',
  },
  customerAction: {
    'action.steps': 'what the customer is asked to do, a list',
    'action.dueAt': 'until when',
  },
  resultNotice: { solution: 'how it was solved' },
  satisfactionSurvey: {
    'survey.url': 'the one-time link of the survey',
    'survey.expiresAt': 'until when it can be answered',
  },
  closingReminder: {
    'closing.lapsesAt': 'when the case closes without an answer',
    'survey.url': 'the survey',
  },
  assignmentOffer: { eta: 'when the next promise of the case is due' },
  escalation: {
    'escalation.toLabel': 'the role it goes to',
    'escalation.reason': 'why it is escalated',
    'escalation.summary': 'what it is about',
    'escalation.level': 'the step of the ladder; empty for an escalation by a person',
  },
  slaWarning: CLOCK,
  slaBreach: CLOCK,
};

/** The variables a template may use, each with what stands there. */
export function templateVariables(template: TemplateName): Readonly<Record<string, string>> {
  return { ...EVERYWHERE, ...ONLY_IN[template] };
}
