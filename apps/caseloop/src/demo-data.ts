/** Sample people and requests of the demo; none of them exists. */

export interface DemoAgent {
  readonly id: string;
  readonly name: string;
  readonly team: string;
  readonly role?: string;
}

export const DEMO_AGENTS: readonly DemoAgent[] = [
  { id: 'wu', name: '吴敏', team: 'techSupport' },
  { id: 'zhao', name: '赵磊', team: 'techSupport' },
  { id: 'qian', name: '钱欣', team: 'development' },
  { id: 'lin', name: '林静', team: 'customerService', role: 'afterSalesSupervisor' },
  { id: 'sun', name: '孙涛', team: 'operations' },
  { id: 'he', name: '何雨', team: 'triage' },
  { id: 'ma', name: '马岚', team: 'customerService', role: 'departmentManager' },
];

export interface DemoRequest {
  readonly type: string;
  readonly verbatim: string;
  readonly facts?: Readonly<Record<string, boolean>>;
  readonly emotion?: readonly string[];
  readonly product?: { readonly name: string; readonly module: string };
}

const PUMP = { name: '智能水泵', module: '控制模块A' };
const GATEWAY = { name: '工业网关', module: '通信模块B' };

export const DEMO_REQUESTS: readonly DemoRequest[] = [
  {
    type: 'productFault',
    verbatim: '设备无法启动，生产线停了',
    facts: { coreBusinessHit: true },
    product: PUMP,
  },
  { type: 'productFault', verbatim: '网关每隔半小时掉线一次', product: GATEWAY },
  { type: 'productFault', verbatim: '升级以后数据曲线显示不出来', product: GATEWAY },
  { type: 'productFault', verbatim: '水泵外壳有烧焦的味道', facts: { safetyRisk: true }, product: PUMP },
  { type: 'productFault', verbatim: '面板按键没有反应', product: PUMP },
  { type: 'serviceAttitude', verbatim: '上次的客服说话很不耐烦', emotion: ['dissatisfied'] },
  {
    type: 'serviceAttitude',
    verbatim: '再不处理我就投诉到总部',
    facts: { complaintEscalation: true },
    emotion: ['agitated'],
  },
  { type: 'processImprovement', verbatim: '希望报修以后能看到工程师到哪里了' },
  { type: 'processImprovement', verbatim: '保修登记要填的内容太多' },
  { type: 'other', verbatim: '想了解一下延保服务', emotion: ['calm'] },
];

export const DEMO_CUSTOMERS: readonly { readonly name: string; readonly phone: string }[] = [
  { name: '张伟', phone: '13800001234' },
  { name: '李娜', phone: '13900005678' },
  { name: '王芳', phone: '13700002468' },
  { name: '刘洋', phone: '13600001357' },
  { name: '陈杰', phone: '13500009753' },
  { name: '杨柳', phone: '13400008642' },
];

export const DEMO_CHANNELS = ['phone', 'webChat', 'officialAccount', 'email'] as const;
