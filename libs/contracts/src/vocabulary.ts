/** The words of the product: every closed list of values that crosses a service boundary. */

export const SERVICES = ['intake', 'casework', 'routing', 'sla', 'notifications', 'analytics'] as const;
export type ServiceName = (typeof SERVICES)[number];

export const REQUEST_SOURCES = ['customer', 'deviceAlarm', 'internalHandover', 'partnerHandover'] as const;
export type RequestSource = (typeof REQUEST_SOURCES)[number];

export const CHANNELS = [
  'phone',
  'webChat',
  'web',
  'appMessage',
  'email',
  'miniProgram',
  'officialAccount',
  'socialDm',
  'voiceCall',
  'videoCall',
  'faceToFace',
  'store',
  'sms',
  'appPush',
  'deviceAlarm',
  'internalHandover',
  'partnerHandover',
] as const;
export type Channel = (typeof CHANNELS)[number];

export const CASE_STATUSES = [
  'registered',
  'assigned',
  'inProgress',
  'waitingCustomer',
  'waitingThirdParty',
  'resolved',
  'confirmed',
  'unresolvable',
  'closed',
  'archived',
] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

export const OUTCOMES = [
  'satisfied',
  'unconfirmed',
  'closedUnsatisfied',
  'unresolvable',
  'merged',
  'duplicate',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What another case is to this one; each has its counterpart, told on the other case. */
export const LINK_RELATIONS = [
  'duplicateOf',
  'hasDuplicate',
  'relatedTo',
  'followOn',
  'hasFollowOn',
] as const;
export type LinkRelation = (typeof LINK_RELATIONS)[number];

export const EMOTIONS = ['anxious', 'dissatisfied', 'calm', 'hopeful', 'agitated'] as const;
export type Emotion = (typeof EMOTIONS)[number];

export const ATTACHMENT_KINDS = ['recording', 'screenshot', 'document'] as const;
export type AttachmentKind = (typeof ATTACHMENT_KINDS)[number];

export const CONTACT_PURPOSES = ['greeting', 'update', 'plan', 'result', 'recontact', 'other'] as const;
export type ContactPurpose = (typeof CONTACT_PURPOSES)[number];

/** What a clock measures. A pack may define metrics of its own beside these. */
export const METRICS = [
  'autoAck',
  'humanGreeting',
  'answer',
  'firstResponse',
  'nextResponse',
  'planProposed',
  'improvedPlan',
  'customerUpdate',
  'internalUpdate',
  'resolution',
  'supervisorNotice',
  'breachExplanation',
  'customerAction',
  'promise',
  'customerConfirm',
  'closure',
  'csatRecontact',
  'revisit',
  'recordEntry',
  'endOfShiftCheck',
  'ownership',
] as const;

export const CLOCK_STATES = [
  'running',
  'paused',
  'met',
  'breached',
  'fulfilledLate',
  'cancelled',
  'superseded',
] as const;
export type ClockState = (typeof CLOCK_STATES)[number];

export const CUSTOMER_TEMPLATES = [
  'greeting',
  'acceptanceNotice',
  'planNotice',
  'progressUpdate',
  'delayNotice',
  'customerAction',
  'resultNotice',
  'satisfactionSurvey',
  'closingReminder',
  'massNotice',
] as const;

export const STAFF_TEMPLATES = [
  'assignmentOffer',
  'escalation',
  'slaWarning',
  'slaBreach',
  'atRiskReport',
  'breachExplanationDue',
  'recontactTask',
  'endOfShiftList',
  'surgeAlert',
] as const;

export const TEMPLATES = [...CUSTOMER_TEMPLATES, ...STAFF_TEMPLATES] as const;
export type TemplateName = (typeof TEMPLATES)[number];

export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Where an event comes from: `caseloop/<app>`, and `caseloop/policies` for the packs that intake owns. */
export const SOURCES = [
  'caseloop/intake',
  'caseloop/policies',
  'caseloop/casework',
  'caseloop/routing',
  'caseloop/sla',
  'caseloop/notifications',
] as const;
export type Source = (typeof SOURCES)[number];
