import type { ClockState, Language } from '@caseloop/contracts';
import { HOUR, MINUTE, SECOND } from '@caseloop/service-time';

/** The sentences of an explanation. Both languages say the same with the same numbers. */
export interface ExplainWords {
  readonly states: Readonly<Record<ClockState, string>>;
  readonly reasons: Readonly<Record<string, string>>;
  readonly plus: string;
  readonly until: (from: string, to: string) => string;
  readonly stillHolds: string;
  readonly duration: (ms: number) => string;
  readonly head: (label: string, metric: string, cycle: number, n: number) => string;
  readonly standard: (pack: string, version: string, zone: string) => string;
  readonly began: (at: string, event: string) => string;
  readonly succeeds: (at: string, reason: string) => string;
  readonly promisesNothing: string;
  readonly agreed: string;
  readonly businessDays: (count: number) => string;
  readonly promised: (target: string, amount: string, runs: string) => string;
  readonly allTheTime: string;
  readonly byCalendar: (name: string, zone: string) => string;
  readonly extended: (at: string, before: string, to: string, amount: string) => string;
  readonly paused: (pause: string, amount: string) => string;
  readonly pausedBefore: (pause: string, amount: string) => string;
  readonly counted: (interval: string, amount: string) => string;
  readonly countedMore: (count: number, amount: string) => string;
  readonly sum: (summands: string, sum: string) => string;
  readonly due: (at: string) => string;
  readonly noDue: string;
  readonly provisional: string;
  readonly unextended: (at: string) => string;
  readonly ended: (at: string, reason: string, elapsed: string) => string;
  readonly runs: (at: string, elapsed: string) => string;
  readonly verdict: (state: string) => string;
  readonly stop: string;
  readonly early: (amount: string) => string;
  readonly late: (amount: string) => string;
}

interface Units {
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
  readonly millisecond: string;
}

function durationIn(units: Units): (ms: number) => string {
  return (ms) => {
    const parts = [
      [Math.floor(ms / HOUR), units.hour],
      [Math.floor((ms % HOUR) / MINUTE), units.minute],
      [Math.floor((ms % MINUTE) / SECOND), units.second],
      [ms % SECOND, units.millisecond],
    ].filter(([count]) => count !== 0);
    return parts.length === 0 ? `0 ${units.second}` : parts.map((part) => part.join(' ')).join(' ');
  };
}

const EN: ExplainWords = {
  states: {
    running: 'running',
    paused: 'paused',
    met: 'met',
    breached: 'breached',
    fulfilledLate: 'answered too late',
    cancelled: 'cancelled',
    superseded: 'replaced',
  },
  reasons: {
    reclassified: 'the case was reclassified',
    policyChanged: 'a new version of the standard was applied to open cases',
    duplicateMerged: 'an earlier duplicate was merged into the case',
    caseClosed: 'the case was closed',
    caseUnresolvable: 'the case was declared unresolvable',
    merged: 'the case was merged into another one',
    duplicate: 'the case is a duplicate of another one',
    cancelled: 'the standard ends it there',
  },
  plus: ' + ',
  until: (from, to) => `${from} to ${to}`,
  stillHolds: 'now (it still holds)',
  duration: durationIn({ hour: 'h', minute: 'min', second: 's', millisecond: 'ms' }),
  head: (label, metric, cycle, n) => `${label} (${metric}), cycle ${cycle}, no. ${n}.`,
  standard: (pack, version, zone) => `Standard ${pack}, version ${version}. All times in ${zone}.`,
  began: (at, event) => `It counts from ${at} (${event}).`,
  succeeds: (at, reason) => `It took the place of another clock at ${at}: ${reason}.`,
  promisesNothing: 'Nothing is promised; the clock only measures.',
  agreed: 'the instant that was agreed on',
  businessDays: (count) => `the close of business ${count} business day${count === 1 ? '' : 's'} on`,
  promised: (target, amount, runs) => `Promised: ${target}, that is ${amount} ${runs}.`,
  allTheTime: 'round the clock',
  byCalendar: (name, zone) => `of the hours of the calendar "${name}" (${zone})`,
  extended: (at, before, to, amount) => `Extended at ${at}, from ${before} to ${to}: ${amount} in all.`,
  paused: (pause, amount) => `Paused ${pause}: ${amount} did not count.`,
  pausedBefore: (pause, amount) => `Paused ${pause}, under the clock before: ${amount} did not count.`,
  counted: (interval, amount) => `Counted ${interval}: ${amount}.`,
  countedMore: (count, amount) => `Counted ${count} more stretches: ${amount}.`,
  sum: (summands, sum) => `${summands} = ${sum}.`,
  due: (at) => `So it is due at ${at}.`,
  noDue: 'While a pause holds it has no due time.',
  provisional: 'That is provisional: the holidays of that time have not been announced.',
  unextended: (at) => `Without the extension it would be due at ${at}.`,
  ended: (at, reason, elapsed) => `It ended at ${at} after ${elapsed}: ${reason}.`,
  runs: (at, elapsed) => `Until ${at} it has run ${elapsed}.`,
  verdict: (state) => `Verdict: ${state}`,
  stop: '.',
  early: (amount) => `, with ${amount} left.`,
  late: (amount) => `, ${amount} past the due time.`,
};

const ZH: ExplainWords = {
  states: {
    running: '计时中',
    paused: '已暂停',
    met: '按时完成',
    breached: '已超时',
    fulfilledLate: '超时完成',
    cancelled: '已取消',
    superseded: '已被取代',
  },
  reasons: {
    reclassified: '工单重新分类',
    policyChanged: '新版服务标准适用于未结工单',
    duplicateMerged: '更早的重复工单并入本工单',
    caseClosed: '工单关闭',
    caseUnresolvable: '工单判定为无法解决',
    merged: '工单并入另一工单',
    duplicate: '工单与另一工单重复',
    cancelled: '服务标准规定到此为止',
  },
  plus: ' + ',
  until: (from, to) => `${from} 至 ${to}`,
  stillHolds: '现在（仍在暂停）',
  duration: durationIn({ hour: '小时', minute: '分', second: '秒', millisecond: '毫秒' }),
  head: (label, metric, cycle, n) => `${label}（${metric}），第 ${cycle} 轮，第 ${n} 次计时。`,
  standard: (pack, version, zone) => `服务标准 ${pack}，版本 ${version}。时间均为 ${zone} 当地时间。`,
  began: (at, event) => `自 ${at} 起计（${event}）。`,
  succeeds: (at, reason) => `于 ${at} 取代另一计时：${reason}。`,
  promisesNothing: '未作承诺，仅作计量。',
  agreed: '约定的时刻',
  businessDays: (count) => `其后第 ${count} 个工作日下班前`,
  promised: (target, amount, runs) => `承诺：${target}，即${runs} ${amount}。`,
  allTheTime: '全天候',
  byCalendar: (name, zone) => `按日历“${name}”（${zone}）的工作时间`,
  extended: (at, before, to, amount) => `于 ${at} 批准延期，由 ${before} 延至 ${to}：合计 ${amount}。`,
  paused: (pause, amount) => `暂停 ${pause}：${amount} 不计。`,
  pausedBefore: (pause, amount) => `暂停 ${pause}（前一计时）：${amount} 不计。`,
  counted: (interval, amount) => `计入 ${interval}：${amount}。`,
  countedMore: (count, amount) => `另计入 ${count} 段：${amount}。`,
  sum: (summands, sum) => `${summands} = ${sum}。`,
  due: (at) => `故到期时间为 ${at}。`,
  noDue: '暂停期间没有到期时间。',
  provisional: '此为暂定：届时的节假日安排尚未公布。',
  unextended: (at) => `若未延期，到期时间为 ${at}。`,
  ended: (at, reason, elapsed) => `于 ${at} 结束，历时 ${elapsed}：${reason}。`,
  runs: (at, elapsed) => `至 ${at} 已历时 ${elapsed}。`,
  verdict: (state) => `结论：${state}`,
  stop: '。',
  early: (amount) => `，尚余 ${amount}。`,
  late: (amount) => `，超时 ${amount}。`,
};

export const EXPLAIN_WORDS: Readonly<Record<Language, ExplainWords>> = { 'zh-CN': ZH, en: EN };
