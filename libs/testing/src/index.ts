export { brokerForTests, describeWithBroker, type TestBroker } from './broker.js';
export { describeSchema } from './describe-schema.js';
export { eventually } from './eventually.js';
export { expectNoDrift, expectSchema } from './expect-schema.js';
export { createTestDatabase, type TestDatabase } from './test-database.js';
export { AFTER_SALES, History, afterSalesFiles } from './history.js';
export {
  startTestService,
  type HttpAnswer,
  type HttpClient,
  type TestService,
  type TestServiceOptions,
} from './test-service.js';
