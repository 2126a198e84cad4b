import { connectTransport } from '@caseloop/messaging';
import { serve } from '@caseloop/service';
import { notifications } from './service.js';

await serve(notifications, (config) => connectTransport(config));
