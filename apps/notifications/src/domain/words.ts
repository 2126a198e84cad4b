import type { CaseStatus, Channel, Language } from '@caseloop/contracts';
import type { Labels, Pack } from '@caseloop/policy';

const STATUS_WORDS: Readonly<Record<CaseStatus, Labels>> = {
  registered: { 'zh-CN': '已登记', en: 'registered' },
  assigned: { 'zh-CN': '已派单', en: 'assigned' },
  inProgress: { 'zh-CN': '处理中', en: 'in progress' },
  waitingCustomer: { 'zh-CN': '待客户反馈', en: 'waiting for you' },
  waitingThirdParty: { 'zh-CN': '待第三方', en: 'waiting for a third party' },
  resolved: { 'zh-CN': '已解决', en: 'resolved' },
  confirmed: { 'zh-CN': '已确认', en: 'confirmed' },
  unresolvable: { 'zh-CN': '无法解决', en: 'cannot be resolved' },
  closed: { 'zh-CN': '已关闭', en: 'closed' },
  archived: { 'zh-CN': '已归档', en: 'archived' },
};

const CHANNEL_WORDS: Readonly<Record<Channel, Labels>> = {
  phone: { 'zh-CN': '电话', en: 'phone' },
  webChat: { 'zh-CN': '在线客服', en: 'web chat' },
  web: { 'zh-CN': '网站', en: 'web site' },
  appMessage: { 'zh-CN': 'App 消息', en: 'app message' },
  email: { 'zh-CN': '邮件', en: 'e-mail' },
  miniProgram: { 'zh-CN': '小程序', en: 'mini program' },
  officialAccount: { 'zh-CN': '公众号', en: 'official account' },
  socialDm: { 'zh-CN': '私信', en: 'direct message' },
  voiceCall: { 'zh-CN': '语音通话', en: 'voice call' },
  videoCall: { 'zh-CN': '视频通话', en: 'video call' },
  faceToFace: { 'zh-CN': '当面', en: 'face to face' },
  store: { 'zh-CN': '门店', en: 'store' },
  sms: { 'zh-CN': '短信', en: 'SMS' },
  appPush: { 'zh-CN': 'App 推送', en: 'app push' },
  deviceAlarm: { 'zh-CN': '设备告警', en: 'device alarm' },
  internalHandover: { 'zh-CN': '内部转办', en: 'internal handover' },
  partnerHandover: { 'zh-CN': '第三方转接', en: 'partner handover' },
};

/** Words for the metrics the product ships; a pack's own metric is shown by its name. */
const METRIC_WORDS: Readonly<Record<string, Labels>> = {
  autoAck: { 'zh-CN': '自动应答', en: 'automatic acknowledgement' },
  humanGreeting: { 'zh-CN': '人工问候', en: 'greeting by a person' },
  answer: { 'zh-CN': '接听', en: 'answer' },
  firstResponse: { 'zh-CN': '首次响应', en: 'first response' },
  nextResponse: { 'zh-CN': '后续响应', en: 'next response' },
  planProposed: { 'zh-CN': '处理方案', en: 'plan' },
  improvedPlan: { 'zh-CN': '改进方案', en: 'improved plan' },
  customerUpdate: { 'zh-CN': '进展同步', en: 'progress update' },
  internalUpdate: { 'zh-CN': '内部进展更新', en: 'internal update' },
  resolution: { 'zh-CN': '解决', en: 'resolution' },
  supervisorNotice: { 'zh-CN': '上报主管', en: 'notice to the supervisor' },
  breachExplanation: { 'zh-CN': '超时说明', en: 'explanation of a breach' },
  customerAction: { 'zh-CN': '客户操作', en: 'action by the customer' },
  promise: { 'zh-CN': '承诺', en: 'promise' },
  customerConfirm: { 'zh-CN': '客户确认', en: 'confirmation by the customer' },
  closure: { 'zh-CN': '关闭', en: 'closure' },
  csatRecontact: { 'zh-CN': '低分回访', en: 'contact after a low score' },
  revisit: { 'zh-CN': '回访', en: 'revisit' },
  recordEntry: { 'zh-CN': '记录录入', en: 'entry of the record' },
  endOfShiftCheck: { 'zh-CN': '交班检查', en: 'check at the end of the shift' },
  ownership: { 'zh-CN': '部门处理', en: 'work of the department' },
};

/** The organisation's own word for a state where its pack has one. */
export function statusWord(pack: Pack, status: CaseStatus, language: Language): string {
  return (pack.statusWords[status] ?? STATUS_WORDS[status])[language];
}

export function channelWord(channel: Channel, language: Language): string {
  return CHANNEL_WORDS[channel][language];
}

export function metricWord(metric: string, language: Language): string {
  return METRIC_WORDS[metric]?.[language] ?? metric;
}

/** The label of something a pack names; its id where the pack does not (any more). */
export function labelOf(
  named: readonly { readonly id: string; readonly label: Labels }[],
  id: string,
  language: Language,
): string {
  return named.find((one) => one.id === id)?.label[language] ?? id;
}
