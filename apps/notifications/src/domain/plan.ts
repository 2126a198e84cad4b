import { type AnyEvent, LANGUAGES, type Language, type TemplateName } from '@caseloop/contracts';
import { type NoticeRule, type Pack, noticesFor } from '@caseloop/policy';
import { type Carrier, type Outfit, type Way, chosenWays, waysToCustomer } from './carriers.js';
import type { CaseSnapshot } from './snapshot.js';

export const CUSTOMER = 'customer';

/** One message that is to go to one recipient over one carrier: not rendered, not stored, not sent. */
export interface Intent {
  /** `customer`, an agent's id or a role. */
  readonly to: string;
  readonly template: TemplateName;
  readonly language: Language;
  readonly carrier: Carrier;
  /** The channel it was meant for; null where it goes to staff, or where nobody can be reached. */
  readonly wanted: string | null;
  /** Why it goes this way and no other, where that needs saying. */
  readonly note: string | null;
}

/** The case, its pack, and what the installation can send with. */
export interface Scene {
  readonly snapshot: CaseSnapshot;
  readonly pack: Pack;
  readonly outfit: Outfit;
}

/** Who is to be told what because of an event; `snapshot` is the case after it. Nobody is told the same twice. */
export function planNotices(event: AnyEvent, scene: Scene): Intent[] {
  const { snapshot, pack } = scene;
  const intents = new Map<string, Intent>();
  for (const rule of noticesFor(pack, event, snapshot.input)) {
    const to = recipientOf(rule, event, snapshot);
    if (to === null || isSaid(rule, snapshot)) continue;
    for (const intent of intentsTo(to, rule, scene)) {
      intents.set(JSON.stringify([intent.to, intent.carrier, intent.template]), intent);
    }
  }
  return [...intents.values()];
}

/** The case once these messages are planned. */
export function told(snapshot: CaseSnapshot, intents: readonly Intent[]): CaseSnapshot {
  const isAccepted = intents.some(({ template }) => template === 'acceptanceNotice');
  return isAccepted ? { ...snapshot, isAccepted } : snapshot;
}

function isSaid({ template }: NoticeRule, { isAccepted }: CaseSnapshot): boolean {
  return template === 'acceptanceNotice' && isAccepted;
}

/** A reminder that a resolved case waits for the customer's answer; none where the pack has no text for it. */
export function planReminder(scene: Scene): Intent[] {
  if (scene.pack.templates.closingReminder === undefined) return [];
  return intentsTo(CUSTOMER, { template: 'closingReminder', minChannels: 1 }, scene);
}

function recipientOf(rule: NoticeRule, event: AnyEvent, snapshot: CaseSnapshot): string | null {
  switch (rule.to) {
    case 'holder':
      return snapshot.holder;
    case 'firstResponsible':
      return snapshot.firstResponsible ?? snapshot.holder;
    case 'target':
      return targetOf(event);
    default:
      return rule.to;
  }
}

/** The role or agent an event itself is addressed to. */
function targetOf(event: AnyEvent): string | null {
  switch (event.type) {
    case 'case.escalated.v1':
      return event.data.to;
    case 'clock.warned.v1':
    case 'clock.breached.v1':
      return event.data.escalate?.to ?? null;
    default:
      return null;
  }
}

function intentsTo(
  to: string,
  { template, minChannels }: Pick<NoticeRule, 'template' | 'minChannels'>,
  { snapshot, pack, outfit }: Scene,
): Intent[] {
  if (to !== CUSTOMER) {
    return [{ to, template, language: pack.locale, carrier: 'log', wanted: null, note: null }];
  }
  const ways: Way[] = chosenWays(waysToCustomer(snapshot, outfit), minChannels);
  const language = languageFor(snapshot.language, pack.locale);
  const note = ways.length < minChannels ? `${minChannels} ways were asked for, ${ways.length} known` : null;
  return ways.map(({ carrier, wanted }) => ({ to, template, language, carrier, wanted, note }));
}

/** The language templates exist in that is nearest to what the customer speaks; the pack's own otherwise. */
export function languageFor(spoken: string | null, locale: Language): Language {
  if (spoken === null) return locale;
  const primary = (language: string) => language.split('-')[0]!.toLowerCase();
  return (
    LANGUAGES.find((language) => language.toLowerCase() === spoken.toLowerCase()) ??
    LANGUAGES.find((language) => primary(language) === primary(spoken)) ??
    locale
  );
}
