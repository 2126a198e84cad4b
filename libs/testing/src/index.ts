export { brokerForTests, describeWithBroker, type TestBroker } from './broker.js';
export { eventually } from './eventually.js';
export { createTestDatabase, type TestDatabase } from './test-database.js';
export {
  startTestService,
  type HttpAnswer,
  type HttpClient,
  type TestService,
  type TestServiceOptions,
} from './test-service.js';
