const label = '{ zh-CN: 甲, en: A }';
/** The smallest pack there is: every kind of rule once. */
export const smallPack: Readonly<Record<string, string>> = {
  'pack.yaml': `name: small
title: ${label}
unit: u
locale: en
zone: Asia/Shanghai
sources: [customer]
number: N-{yyyy}-{seq:4}
`,
  'taxonomy.yaml': `types:
  - { id: fault, label: ${label} }
  - { id: other, label: ${label} }
urgencies:
  - { id: normal, label: ${label} }
  - { id: urgent, label: ${label} }
facts:
  delayHours: { type: number, label: ${label} }
  impact: { type: string, values: [many, one], label: ${label} }
teams:
  - { id: desk, label: ${label} }
roles:
  - { id: supervisor, label: ${label}, supervisory: true }
`,
  'forms.yaml': `forms:
  - id: F
    title: ${label}
    required: [/summary]
`,
  'classification.yaml': `classification:
  - id: late
    when: facts.delayHours > 24.0
    urgency: urgent
  - id: default
    for: { urgency: { present: false } }
    urgency: normal
  - id: untyped
    for: { type: { present: false } }
    type: other
`,
  'routing.yaml': `routing:
  - id: all
    for: { type: { in: [fault, other] }, facts.impact: many }
    team: desk
`,
  'clocks.yaml': `clocks:
  - id: response
    metric: firstResponse
    label: ${label}
    starts: [case.opened]
    stops:
      - on: case.contacted
        where: { direction: out, by.kind: agent }
    target: { duration: PT2H }
    runs: hours
    warn: [{ percent: 50 }]
    escalate: [{ to: supervisor, after: PT1H }]
`,
  'calendars.yaml': `calendars:
  hours:
    zone: Asia/Shanghai
    week:
      mon: [09:00-12:00]
    holidays:
      - { name: x, from: 2026-01-01 }
    knownUntil: 2026-12-31
`,
  'escalation.yaml': `escalations:
  - id: bad
    on: case.rated
    where: { band: low }
    to: supervisor
    cause: dissatisfaction
    reason: ${label}
`,
  'notices.yaml': `notices:
  - id: told
    on: case.resolved
    to: customer
    template: resultNotice
quietHours: { from: '21:00', to: '08:00', exceptFor: [urgent] }
`,
  'satisfaction.yaml': `scale: stars
bands:
  - { id: low, label: ${label}, scores: [1, 2], sentiment: negative, then: reopen, lead: supervisor }
  - { id: high, label: ${label}, scores: [3, 4, 5], sentiment: positive, then: confirm }
surveyExpiresAfter: P7D
`,
  'closing.yaml': `requires: [solution]
archiveAfter: P7D
reopenWithin: P7D
`,
  'templates/en/resultNotice.liquid': `---
subject: Solved {{ case.number }}
---
{% if solution %}{{ solution | upcase }}{% endif %}
`,
  'templates/zh-CN/resultNotice.liquid': '{{ solution }}\n',
};
