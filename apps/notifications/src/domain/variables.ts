import type { AnyEvent, Language, TemplateName } from '@caseloop/contracts';
import { type Pack, registrationDues } from '@caseloop/policy';
import { lapsesAt } from './reminders.js';
import type { CaseSnapshot } from './snapshot.js';
import { localTime } from './local-time.js';
import { channelWord, labelOf, metricWord, statusWord } from './words.js';

/** What a template is filled with: the variables of the policy library, and nothing else. */
export type Variables = Readonly<Record<string, unknown>>;

/** Everything a message is about. */
export interface Occasion {
  readonly template: TemplateName;
  readonly language: Language;
  readonly snapshot: CaseSnapshot;
  readonly pack: Pack;
  /** What happened; null for a reminder, where time passed. */
  readonly event: AnyEvent | null;
  readonly survey: { readonly url: string; readonly expiresAt: number } | null;
}

/** The values of a message's variables: words in its language, times in the pack's zone, absent ones empty. */
export function variablesFor(occasion: Occasion): Variables {
  const { snapshot, pack, language } = occasion;
  return {
    case: {
      number: snapshot.number,
      typeLabel: labelOf(pack.types, snapshot.type, language),
      urgencyLabel: labelOf(pack.urgencies, snapshot.urgency, language),
      statusLabel: statusWord(pack, snapshot.status, language),
      cycle: snapshot.cycle,
      openedAt: localTime(snapshot.openedAt, pack.zone),
      summary: snapshot.contact?.summary ?? '',
    },
    customer: { name: snapshot.contact?.name ?? '' },
    team: { label: snapshot.team === null ? '' : labelOf(pack.teams, snapshot.team, language) },
    holder: { name: snapshot.holder ?? '' },
    pack: { title: pack.title[language] },
    ...promised(occasion),
    ...told(occasion),
    ...surveyed(occasion),
  };
}

/** Metrics by which a customer hears from us. */
const HEARD: readonly string[] = ['firstResponse', 'planProposed', 'customerUpdate', 'resolution'];

function promised({ template, snapshot, pack, event }: Occasion): Variables {
  if (template !== 'acceptanceNotice' && template !== 'assignmentOffer') return {};
  const { input, openedAt, occurredAt, serviceEndedAt } = snapshot;
  const times = { occurredAt, ...(serviceEndedAt === null ? {} : { serviceEndedAt }) };
  const from = event === null ? openedAt : Date.parse(event.time);
  const next = registrationDues(pack, input, openedAt, times).find(
    ({ metric, dueAt }) =>
      Date.parse(dueAt) >= from && (template !== 'acceptanceNotice' || HEARD.includes(metric)),
  );
  return { eta: next === undefined ? '' : localTime(Date.parse(next.dueAt), pack.zone) };
}

/** What the event itself says, in the words of whoever said it. */
function told({ event, language, pack }: Occasion): Variables {
  const time = (iso: string | null | undefined) => (iso ? localTime(Date.parse(iso), pack.zone) : '');
  switch (event?.type) {
    case 'case.plan_proposed.v1': {
      const { personal, date, eta, progressChannel } = event.data;
      const words = {
        cause: personal?.cause ?? '',
        method: personal?.method ?? '',
        steps: personal?.steps ?? [],
      };
      const progressChannelLabel = channelWord(progressChannel, language);
      return { plan: { ...words, date: time(date), eta: time(eta), progressChannelLabel } };
    }
    case 'case.contacted.v1': {
      const { personal, eta } = event.data;
      const words = {
        progress: personal?.progress ?? personal?.text ?? '',
        nextStep: personal?.nextStep ?? '',
      };
      return { update: { ...words, eta: time(eta) } };
    }
    case 'case.customer_asked.v1': {
      const { personal, dueAt } = event.data;
      return { action: { steps: personal?.steps ?? [], dueAt: time(dueAt) } };
    }
    case 'case.resolved.v1':
      return { solution: event.data.personal?.solution ?? '' };
    case 'case.escalated.v1': {
      const { to, level, personal } = event.data;
      const words = { reason: personal?.reason ?? '', summary: personal?.summary ?? '' };
      return { escalation: { ...words, toLabel: labelOf(pack.roles, to, language), level: level ?? '' } };
    }
    case 'clock.warned.v1':
    case 'clock.breached.v1':
      return { clock: { label: metricWord(event.data.metric, language), dueAt: time(event.data.dueAt) } };
    default:
      return {};
  }
}

function surveyed({ survey, snapshot, pack }: Occasion): Variables {
  const lapses = snapshot.resolvedAt === null ? null : lapsesAt(pack.closing, snapshot.resolvedAt);
  return {
    closing: { lapsesAt: lapses === null ? '' : localTime(lapses, pack.zone) },
    survey: {
      url: survey?.url ?? '',
      expiresAt: survey === null ? '' : localTime(survey.expiresAt, pack.zone),
    },
  };
}
